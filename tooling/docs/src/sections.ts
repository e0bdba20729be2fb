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
  /** What people type to find it, if its text has other words. */
  readonly words?: string
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
      {
        name: 'getting-started-on-the-edge',
        about: 'Send points from a function that loads a few kilobytes.',
        words: 'CORS, waitUntil, Cloudflare Workers, Vercel',
      },
      {
        name: 'getting-started-in-a-notebook',
        about: 'From a query to a data frame and a plot, cell by cell.',
        words: 'Jupyter, tslab, DuckDB, arquero, polars',
      },
    ],
  },
  {
    label: 'Writing',
    guides: [
      {
        name: 'choosing-a-writer',
        about: 'Which writer fits what you write, and which options to set.',
        words: 'batch size, batchSize, options of a writer',
      },
      {
        name: 'writing-without-loss',
        about: 'Batches, retries, backpressure, receipts and a clean shutdown.',
        words: 'graceful shutdown, SIGTERM, SIGINT, lost points, missing points, retry, backpressure',
      },
      {
        name: 'what-a-writer-guarantees',
        about: 'What becomes of a line in every case, in one table.',
        words: 'lost points, duplicates',
      },
      { name: 'surviving-outages', about: 'A buffer on disk that survives outages, kill -9 and power cuts.' },
      {
        name: 'high-cardinality',
        about: 'What makes too many series, and how to find and avoid it.',
        words: 'series cardinality, too many series',
      },
      {
        name: 'ingesting-from-a-log',
        about: 'Acknowledge a message once InfluxDB has stored its lines.',
        words: 'Kafka, MQTT, NATS, JetStream, queue, stream',
      },
    ],
  },
  {
    label: 'Reading and managing',
    guides: [
      {
        name: 'queries-and-frames',
        about: 'Records, typed rows, columns and Arrow tables from Flux queries.',
        words: 'nanoseconds, bigint, 64-bit integers, pivot, data frames',
      },
      {
        name: 'frames-of-other-libraries',
        about: 'Arquero, polars, DuckDB, pandas and plots in notebooks.',
        words: 'pandas, DuckDB, polars, arquero',
      },
      {
        name: 'managing',
        about: 'Buckets, users, tokens, tasks and deletes from a script.',
        words: 'tokens, permissions, downsample, retention',
      },
    ],
  },
  {
    label: 'Running it',
    guides: [
      {
        name: 'configuration',
        about: 'Options from files, the environment or a connection string.',
        words: 'connection string, environment variables, INFLUX_TOKEN',
      },
      {
        name: 'serverless',
        about: 'Functions that freeze: waitUntil, time-outs, and no visitor who waits.',
        words: 'waitUntil, Lambda, Vercel, Cloudflare Workers, SIGTERM',
      },
      {
        name: 'testing',
        about: 'A double of InfluxDB for the tests of your program.',
        words: 'mock, stub, fake server, unit tests',
      },
      {
        name: 'observability',
        about: 'Logs, metrics and traces of requests and of every line.',
        words: 'OpenTelemetry, Prometheus, logging, pino, metrics, traces',
      },
      {
        name: 'troubleshooting',
        about: 'From the symptom to its cause and what to do.',
        words: 'CORS, 401, unauthorized, lost points, missing points, time-out',
      },
      {
        name: 'errors',
        about: 'Each code, when it occurs, and what to do about it.',
        words: '401, 403, 404, 413, 429, 503, unauthorized, forbidden',
      },
      {
        name: 'performance',
        about: 'How fast it is, why, and how large a batch should be.',
        words: 'batch size, benchmark, throughput',
      },
    ],
  },
  {
    label: 'Versions and other clients',
    guides: [
      {
        name: 'influxdb-1',
        about: 'Write to 1.x, query it, and manage its databases.',
        words: 'retention policy, database, username and password',
      },
      {
        name: 'from-2-to-3',
        about: 'What changes for a program, and twenty Flux queries in InfluxQL and SQL.',
        words: 'downsample, aggregateWindow, SQL, InfluxQL, Flux',
      },
      {
        name: 'migrating-from-influxdb-client-js',
        about: 'Each name of the client by InfluxData, and its counterpart.',
      },
      { name: 'migrating-from-node-influx', about: 'Each name of node-influx, and its counterpart.' },
      {
        name: 'migrating-from-python',
        about: 'Each entry of influxdb_client, and its counterpart.',
        words: 'pandas, influxdb_client, DataFrame',
      },
      { name: 'comparison', about: 'Fluxline beside InfluxData’s clients for JavaScript, Go and Python.' },
    ],
  },
]
