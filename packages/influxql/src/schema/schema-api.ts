import type { Client } from '@fluxline/core'
import { addToMessage } from '@fluxline/internal/errors'
import { mergeDefined } from '@fluxline/internal/merge-defined'
import { collectSeries } from '../results/collect-series.ts'
import { openRecords } from '../results/open-records.ts'
import type { InfluxQLFieldType } from '../reading/type-hints.ts'
import { isVersion3 } from '../request/send-query.ts'
import { identifier, influxql, influxqlRaw } from '../text/influxql-template.ts'
import type { InfluxQLExpression } from '../text/influxql-expression.ts'
import { callVersion3 } from './version-3.ts'
import { callNames, checkName, checkSchemaOptions, measurementNames, policyNames, showNames } from './schema-options.ts'
import type {
  MeasurementChoice,
  MeasurementOptions,
  RetentionPolicySettings,
  SchemaCallOptions,
  ShowOptions,
} from './schema-options.ts'
import { parseSeriesKey } from './series-key.ts'
import type { SeriesKey } from './series-key.ts'
import { fromClause, pageClause, policyClause, statement, whereClause, withClause } from './show-text.ts'

/** A retention policy. InfluxDB 3 has only a name. */
export interface RetentionPolicy {
  readonly name: string
  /** How long points are kept, such as `168h0m0s`; `0s` is without limit. */
  readonly duration: string | undefined
  /** The span of time of one shard. */
  readonly shardGroupDuration: string | undefined
  readonly replication: number | undefined
  readonly default: boolean
}

/** A key of tags. */
export interface TagKeyEntry {
  readonly measurement: string
  readonly key: string
}

/** A value that a tag has. */
export interface TagValueEntry extends TagKeyEntry {
  readonly value: string
}

/** A field and its type. One of several types in different shards is there once for each. */
export interface FieldKeyEntry {
  readonly measurement: string
  readonly key: string
  readonly type: InfluxQLFieldType
}

/**
 * What a database contains, and its databases and retention policies; made by {@link createInfluxQLSchemaApi}.
 *
 * `limit` and `offset` count the entries of the list; for keys and values, those of each measurement.
 *
 * InfluxDB 1.x has all of these calls. InfluxDB 2.x and 3 have those that read, 3 not `series`; the others are errors there
 * that name what to call instead. InfluxDB 3 lists what points after 1970 have.
 *
 * A wrong option is an OptionError, before anything is sent. Every method throws InfluxQLError if InfluxDB refuses the
 * statement, and HttpError if it refuses the request.
 */
export interface InfluxQLSchemaApi {
  databases(options?: Omit<SchemaCallOptions, 'database'>): Promise<string[]>
  /** Returns the retention policies of a database. @param database by default that of the API */
  retentionPolicies(database?: string, options?: Omit<SchemaCallOptions, 'database'>): Promise<RetentionPolicy[]>
  measurements(options?: ShowOptions): Promise<string[]>
  tagKeys(options?: ShowOptions): Promise<TagKeyEntry[]>
  /** Returns the values of tags. @param key the key of a tag, several, or what keys match */
  tagValues(key: MeasurementChoice, options?: ShowOptions): Promise<TagValueEntry[]>
  fieldKeys(options?: MeasurementOptions): Promise<FieldKeyEntry[]>
  series(options?: ShowOptions): Promise<SeriesKey[]>
  /**
   * Creates a database; does nothing if it exists with the same policy.
   *
   * @param policy the retention policy to create with it, and its name, by default `autogen`
   */
  createDatabase(
    name: string,
    policy?: Omit<RetentionPolicySettings, 'default'> & { readonly retentionPolicy?: string | undefined },
    options?: Omit<SchemaCallOptions, 'database'>,
  ): Promise<void>
  /** Deletes a database with all its points; does nothing if it does not exist. */
  dropDatabase(name: string, options?: Omit<SchemaCallOptions, 'database'>): Promise<void>
  /** Creates a retention policy of a database; does nothing if it exists with these settings. */
  createRetentionPolicy(name: string, policy: RetentionPolicySettings, options?: SchemaCallOptions): Promise<void>
  /** Changes the settings that are set. */
  alterRetentionPolicy(name: string, policy: RetentionPolicySettings, options?: SchemaCallOptions): Promise<void>
  /** Deletes a retention policy with all its points; does nothing if it does not exist. */
  dropRetentionPolicy(name: string, options?: SchemaCallOptions): Promise<void>
  /** Deletes a measurement with all its points; does nothing if it does not exist. */
  dropMeasurement(name: string, options?: SchemaCallOptions): Promise<void>
  /** Deletes series with all their points. @throws OptionError without `from` and `where` */
  dropSeries(options: Omit<ShowOptions, 'limit' | 'offset'>): Promise<void>
}

type Row = Readonly<Record<string, unknown>>

const dropNames = { ...callNames, from: true, where: true } as const

/**
 * Creates the calls of a client that show and change what a database contains. These options are the defaults of every call.
 *
 * @throws OptionError if an option is unknown or wrong
 * @see InfluxDB v1 documentation, "Explore your schema", "Manage your database"
 */
export function createInfluxQLSchemaApi(client: Client, defaults: SchemaCallOptions = {}): InfluxQLSchemaApi {
  checkSchemaOptions('createInfluxQLSchemaApi', defaults, callNames)
  const base = mergeDefined({}, defaults)

  /** Checks the options of a call and returns them over those of the API. */
  function merge<Options extends SchemaCallOptions>(
    method: string,
    options: Options,
    names: Readonly<Record<string, unknown>>,
  ): Options {
    checkSchemaOptions(`influxql.${method}`, options, names)
    return mergeDefined<Options>(base, options)
  }

  /** Returns the rows of a statement, with the name of their series. */
  async function show(query: InfluxQLExpression, options: SchemaCallOptions): Promise<(Row & { series: string })[]> {
    const { database, headers, signal, timeout } = options
    const list = await collectSeries(await openRecords(client, query, { database, headers, signal, timeout }))
    return list.flatMap(({ name = '', records }) => records.map(({ values }) => ({ ...values, series: name })))
  }

  /** Like {@link show}; without rows, it makes sure that there is such a database, which `SHOW` does not. */
  async function showOf(query: InfluxQLExpression, options: SchemaCallOptions): Promise<(Row & { series: string })[]> {
    const rows = await show(query, options)
    if (rows.length === 0 && !isVersion3(client)) await show(influxql`SELECT * FROM x LIMIT 1`, options)
    return rows
  }

  /** Like {@link show}, for statements at which InfluxDB 3 closes the connection of `/query`. */
  async function showAnywhere(query: InfluxQLExpression, options: SchemaCallOptions, read = show): Promise<Row[]> {
    if (isVersion3(client)) return callVersion3(client, query, options)
    try {
      return await read(query, options)
    } catch (error) {
      // That it is InfluxDB 3 shows on the way, if nobody has said so.
      if (isVersion3(client)) return callVersion3(client, query, options)
      throw error
    }
  }

  async function change(query: InfluxQLExpression, options: SchemaCallOptions): Promise<void> {
    try {
      await show(query, options)
    } catch (error) {
      if (!isVersion3(client)) throw error
      const remedy = 'it creates a database with the first write; see `POST /api/v3/configure/database` for others'
      throw addToMessage(error as Error, ` InfluxDB 3 has no such statement; ${remedy}.`)
    }
  }

  /** InfluxDB 3 looks at recent points only, unless a condition says otherwise. */
  const allTimes = (): InfluxQLExpression | undefined => (isVersion3(client) ? influxqlRaw('time > 0') : undefined)

  return {
    async databases(given = {}) {
      const options = merge('databases', given, callNames)
      const query = influxql`SHOW DATABASES`
      const rows = await showAnywhere(query, options)
      return rows.flatMap((row) => (row['deleted'] === true ? [] : textOf(row['name'] ?? row['iox::database'])))
    },

    async retentionPolicies(database, given = {}) {
      const options = merge('retentionPolicies', { database, ...given }, callNames)
      const query = influxql`SHOW RETENTION POLICIES`
      const rows = await showAnywhere(query, options, showOf)
      return rows.map((row) => ({
        name: textOf(row['name']),
        duration: row['duration'] as string | undefined,
        shardGroupDuration: row['shardGroupDuration'] as string | undefined,
        replication: row['replicaN'] as number | undefined,
        default: row['default'] !== false,
      }))
    },

    async measurements(given = {}) {
      const options = merge('measurements', given, showNames)
      const where = whereClause(options.where, options.where && allTimes())
      const query = statement('SHOW MEASUREMENTS', withClause('MEASUREMENT', options.from), where, pageClause(options))
      return (await showOf(query, options)).map(({ name }) => textOf(name))
    },

    async tagKeys(given = {}) {
      const options = merge('tagKeys', given, showNames)
      const where = whereClause(options.where, options.where && allTimes())
      const query = statement('SHOW TAG KEYS', fromClause(options.from), where, pageClause(options))
      return (await showOf(query, options)).map(({ series, tagKey }) => ({ measurement: series, key: textOf(tagKey) }))
    },

    async tagValues(key, given = {}) {
      for (const choice of [key].flat()) if (!(choice instanceof RegExp)) checkName('influxql.tagValues', 'key', choice)
      const options = merge('tagValues', given, showNames)
      const parts = [fromClause(options.from), withClause('KEY', key), whereClause(options.where, allTimes())]
      const rows = await showOf(statement('SHOW TAG VALUES', ...parts, pageClause(options)), options)
      return rows.map((row) => ({ measurement: row.series, key: textOf(row['key']), value: textOf(row['value']) }))
    },

    async fieldKeys(given = {}) {
      const options = merge('fieldKeys', given, measurementNames)
      const query = statement('SHOW FIELD KEYS', fromClause(options.from), pageClause(options))
      return (await showOf(query, options)).map(({ series, fieldKey, fieldType }) => ({
        measurement: series,
        key: textOf(fieldKey),
        type: fieldType as InfluxQLFieldType,
      }))
    },

    async series(given = {}) {
      const options = merge('series', given, showNames)
      const query = statement('SHOW SERIES', fromClause(options.from), whereClause(options.where), pageClause(options))
      return (await showOf(query, options)).map(({ key }) => parseSeriesKey(textOf(key)))
    },

    async createDatabase(name, policy = {}, given = {}) {
      checkName('influxql.createDatabase', 'name', name)
      const { retentionPolicy, ...settings } = policy
      const { default: _, ...names } = policyNames
      checkSchemaOptions('influxql.createDatabase', settings, names)
      if (retentionPolicy !== undefined) checkName('influxql.createDatabase', 'retentionPolicy', retentionPolicy)
      const options = merge('createDatabase', given, callNames)
      const clause = policyClause(settings)
      const named = retentionPolicy === undefined ? undefined : influxql`NAME ${identifier(retentionPolicy)}`
      const hasPolicy = named !== undefined || String(clause) !== ''
      await change(
        statement(influxql`CREATE DATABASE ${identifier(name)}`, ...(hasPolicy ? ['WITH', clause, named] : [])),
        options,
      )
    },

    async dropDatabase(name, given = {}) {
      checkName('influxql.dropDatabase', 'name', name)
      await change(influxql`DROP DATABASE ${identifier(name)}`, merge('dropDatabase', given, callNames))
    },

    async createRetentionPolicy(name, policy, given = {}) {
      const { on, options } = policyCall('createRetentionPolicy', name, policy, given)
      const clause = policyClause({
        ...policy,
        duration: policy.duration ?? 'INF',
        replication: policy.replication ?? 1,
      })
      await change(statement('CREATE RETENTION POLICY', on, clause), options)
    },

    async alterRetentionPolicy(name, policy, given = {}) {
      const { on, options } = policyCall('alterRetentionPolicy', name, policy, given)
      await change(statement('ALTER RETENTION POLICY', on, policyClause(policy)), options)
    },

    async dropRetentionPolicy(name, given = {}) {
      const { on, options } = policyCall('dropRetentionPolicy', name, {}, given)
      await change(statement('DROP RETENTION POLICY', on), options)
    },

    async dropMeasurement(name, given = {}) {
      checkName('influxql.dropMeasurement', 'name', name)
      await change(influxql`DROP MEASUREMENT ${identifier(name)}`, merge('dropMeasurement', given, callNames))
    },

    async dropSeries(given) {
      const options = merge('dropSeries', given, dropNames)
      const clauses = [fromClause(options.from), whereClause(options.where)]
      if (clauses.every((clause) => clause === undefined)) checkName('influxql.dropSeries', 'from', options.from)
      await change(statement('DROP SERIES', ...clauses), options)
    },
  }

  /** Checks a call about a retention policy, and returns its name and that of its database. */
  function policyCall(
    method: string,
    name: string,
    policy: RetentionPolicySettings,
    given: SchemaCallOptions,
  ): { on: InfluxQLExpression; options: SchemaCallOptions } {
    checkName(`influxql.${method}`, 'name', name)
    checkSchemaOptions(`influxql.${method}`, policy, policyNames)
    const options = merge(method, given, callNames)
    checkName(`influxql.${method}`, 'database', options.database)
    return { on: influxql`${identifier(name)} ON ${identifier(options.database)}`, options }
  }
}

function textOf(value: unknown): string {
  return value as string
}
