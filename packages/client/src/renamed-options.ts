import { renamedFrom } from '@fluxline/internal/options'

/** Options of other clients that `InfluxDBClient` has under another name, or does not have. */
export const renamedOptions: Readonly<Record<string, string>> = {
  ...renamedFrom('@influxdata/influxdb-client', {
    transportOptions: 'dispatcher or tls',
    proxyUrl: 'proxy',
    writeOptions: 'batchWriter({ … })',
  }),
  type: 'is not needed: queries are always Flux.',
  ...renamedFrom('the Python client', {
    verify_ssl: 'tls: { verify }',
    ssl_ca_cert: 'tls: { ca }',
    cert_file: 'tls: { cert }',
    cert_key_file: 'tls: { key }',
    cert_key_password: 'tls: { passphrase }',
    proxy_headers: 'proxy: { headers }',
    connection_pool_maxsize: 'connections',
    enable_gzip: 'gzip',
    default_tags: 'defaultTags',
    auth_basic: 'auth: basic({ username, password })',
    username: 'auth: session({ username, password })',
    password: 'auth: session({ username, password })',
    debug: 'hooks: logTo(print)',
    retries: 'retry: retry()',
  }),
}
