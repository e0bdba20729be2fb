/** Guides under one heading of the site. */
export interface Section {
  readonly label: string
  /** In reading order. */
  readonly guides: readonly Guide[]
}

/** A guide as lists of guides show it. */
export interface Guide {
  /** Its file in `guides`, without `.md`. */
  readonly name: string
  /** What a reader finds there, in one sentence. */
  readonly about: string
}

/**
 * The one place where a guide is registered. The site's navigation and home page, `llms.txt` and the search follow from it.
 * The build fails if a guide is missing here.
 */
export const sections: readonly Section[] = [
  {
    label: 'Getting started',
    guides: [
      { name: 'getting-started', about: 'Write and read your first points from a service on Node, Deno or Bun.' },
      { name: 'getting-started-on-the-edge', about: 'Send points from a function that loads a few kilobytes.' },
      { name: 'getting-started-in-a-notebook', about: 'From a query to a data frame and a plot, cell by cell.' },
    ],
  },
  {
    label: 'Writing',
    guides: [
      { name: 'choosing-a-writer', about: 'Which writer fits what you write, and which options to set.' },
      { name: 'writing-without-loss', about: 'Batches, retries, backpressure, receipts and a clean shutdown.' },
      { name: 'what-a-writer-guarantees', about: 'What becomes of a line in every case, in one table.' },
      { name: 'surviving-outages', about: 'A buffer on disk that survives outages, kill -9 and power cuts.' },
      { name: 'high-cardinality', about: 'What makes too many series, and how to find and avoid it.' },
      { name: 'ingesting-from-a-log', about: 'Acknowledge a message once InfluxDB has stored its lines.' },
    ],
  },
  {
    label: 'Reading and managing',
    guides: [
      { name: 'queries-and-frames', about: 'Records, typed rows, columns and Arrow tables from Flux queries.' },
      { name: 'frames-of-other-libraries', about: 'Arquero, polars, DuckDB, pandas and plots in notebooks.' },
      { name: 'managing', about: 'Buckets, users, tokens, tasks and deletes from a script.' },
    ],
  },
  {
    label: 'Running it',
    guides: [
      { name: 'configuration', about: 'Options from files, the environment or a connection string.' },
      { name: 'serverless', about: 'Functions that freeze: waitUntil, time-outs, and no visitor who waits.' },
      { name: 'testing', about: 'A double of InfluxDB for the tests of your program.' },
      { name: 'observability', about: 'Logs, metrics and traces of requests and of every line.' },
      { name: 'troubleshooting', about: 'From the symptom to its cause and what to do.' },
      { name: 'errors', about: 'Each code, when it occurs, and what to do about it.' },
      { name: 'performance', about: 'How fast it is, why, and how large a batch should be.' },
    ],
  },
  {
    label: 'Versions and other clients',
    guides: [
      { name: 'influxdb-1', about: 'Write to 1.x, query it, and manage its databases.' },
      { name: 'from-2-to-3', about: 'What changes for a program, and twenty Flux queries in InfluxQL and SQL.' },
      {
        name: 'migrating-from-influxdb-client-js',
        about: 'Each name of the client by InfluxData, and its counterpart.',
      },
      { name: 'migrating-from-node-influx', about: 'Each name of node-influx, and its counterpart.' },
      { name: 'migrating-from-python', about: 'Each entry of influxdb_client, and its counterpart.' },
      { name: 'comparison', about: 'Fluxline beside InfluxData’s clients for JavaScript, Go and Python.' },
    ],
  },
]
