import uPlot from 'uplot'
import type { Lines } from './lines.ts'
import { textOf } from './metrics.ts'
import type { Metric } from './metrics.ts'
import { fillTable, rowsOf, sentenceOf } from './summary.ts'

const COLORS = ['#3f5bd9', '#e0703a', '#2a9d76', '#b4489b', '#c79a17', '#4aa3c7', '#8a63d2', '#7a8594']
const HEIGHT = 210
const POWERS_OF_TWO = Array.from({ length: 50 }, (_, power) => 2 ** power)

/** A card with a chart that is redrawn when its lines change. */
export class Chart {
  readonly element: HTMLElement
  readonly #metric: Metric
  readonly #empty: HTMLElement
  readonly #drawing: HTMLElement
  readonly #table: HTMLTableElement
  #plot: uPlot | undefined
  #labels = ''
  #length = 0

  constructor(metric: Metric) {
    this.#metric = metric
    const title = document.createElement('h2')
    title.textContent = metric.title
    this.#empty = document.createElement('p')
    this.#empty.textContent = 'Nothing in this range yet.'
    this.element = document.createElement('section')
    this.#drawing = document.createElement('div')
    // The chart is a picture to those who do not see it; the numbers follow as a table.
    this.#drawing.role = 'img'
    this.#table = document.createElement('table')
    const numbers = document.createElement('details')
    const summary = document.createElement('summary')
    summary.textContent = `${metric.title}: numbers`
    numbers.append(summary, this.#table)
    this.element.append(title, this.#empty, this.#drawing, numbers)
    new ResizeObserver(() => this.#plot?.setSize(this.#size())).observe(this.element)
  }

  /** Shows lines for the last `length` seconds. */
  show(lines: Lines, length: number): void {
    this.#length = length
    const labels = lines.labels.join('\n')
    this.#empty.hidden = lines.labels.length > 0
    if (labels !== this.#labels) {
      this.#plot?.destroy()
      this.#plot = undefined
      this.#labels = labels
    }
    const rows = rowsOf(lines, this.#metric)
    this.#drawing.ariaLabel = rows.length === 0 ? `${this.#metric.title}: empty` : sentenceOf(rows, this.#metric)
    fillTable(this.#table, rows)
    if (lines.labels.length === 0) return
    const data = [lines.times, ...lines.values] as uPlot.AlignedData
    if (this.#plot) this.#plot.setData(data)
    else this.#plot = new uPlot(this.#options(lines), data, this.#drawing)
  }

  #size(): { width: number; height: number } {
    const { paddingLeft, paddingRight } = getComputedStyle(this.element)
    return {
      width: this.element.clientWidth - Number.parseFloat(paddingLeft) - Number.parseFloat(paddingRight),
      height: HEIGHT,
    }
  }

  #options({ labels }: Lines): uPlot.Options {
    const { unit } = this.#metric
    const isBytes = unit.startsWith('bytes')
    const ink = getComputedStyle(document.body).getPropertyValue('color')
    const axis = { stroke: ink, grid: { stroke: 'rgb(128 128 128 / 0.18)', width: 1 }, ticks: { show: false } }
    return {
      ...this.#size(),
      axes: [
        axis,
        {
          ...axis,
          size: 76,
          ...(isBytes && { incrs: POWERS_OF_TWO }),
          values: (_, splits) => splits.map((value) => textOf(value, unit)),
        },
      ],
      scales: {
        x: { range: () => [Date.now() / 1000 - this.#length, Date.now() / 1000] },
        y: { range: (_, low, high) => [Math.min(0, low), unit === 'percent' ? 100 : high * 1.08 || 1] },
      },
      series: [
        {},
        ...labels.map((label, at) => ({
          label: label || this.#metric.title,
          stroke: COLORS[at % COLORS.length]!,
          width: 1.5,
          spanGaps: true,
          points: { show: false },
          value: (_: uPlot, value: number | null) => (value === null ? '' : textOf(value, unit)),
        })),
      ],
    }
  }
}
