import client from './client.ts'
import core from './core.ts'
import dataframe from './dataframe.ts'
import fluxCsv from './flux-csv.ts'
import influxql from './influxql.ts'
import management from './management.ts'
import managementV3 from './management-v3.ts'
import point from './point.ts'
import query from './query.ts'
import scripts from './scripts.ts'
import sql from './sql.ts'
import type { Access } from './support.ts'
import writeBatching from './write-batching.ts'

/**
 * Runs every portable program, one after another.
 *
 * @param sameOrigin the same server, where pages may call all of it
 */
export async function everything(access: Access, sameOrigin: Access = access): Promise<void> {
  point()
  await fluxCsv()
  await core(access)
  await query(access)
  await influxql(sameOrigin)
  await sql(access)
  await writeBatching(access)
  await management(access)
  await managementV3(access)
  await scripts(access)
  await dataframe(access)
  await client(access)
}
