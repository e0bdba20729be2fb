import { describe, expect, it } from 'vitest'
import { fromEnv, sourcesOf } from '../index.ts'

const url = { INFLUXDB_V2_URL: 'http://a' }

describe('the environment', () => {
  it('has a variable for every setting', () => {
    const env = {
      INFLUXDB_V2_URL: 'http://localhost:8086',
      INFLUXDB_V2_TOKEN: 't',
      INFLUXDB_V2_ORG: 'o',
      INFLUXDB_V2_TIMEOUT: '55000',
      INFLUXDB_V2_ENABLE_GZIP: 'on',
      INFLUXDB_V2_VERIFY_SSL: 'no',
      INFLUXDB_V2_SSL_CA_CERT: 'ca.pem',
      INFLUXDB_V2_CERT_FILE: 'cert.pem',
      INFLUXDB_V2_CERT_KEY_FILE: 'key.pem',
      INFLUXDB_V2_CERT_KEY_PASSWORD: 'p',
      INFLUXDB_V2_CONNECTION_POOL_MAXSIZE: '15',
      INFLUXDB_V2_PROXY: 'http://proxy',
      INFLUXDB_V2_PROFILERS: 'query,operator',
      INFLUXDB_V2_TAG_site: 'a',
      INFLUXDB_V2_TAG_DATA_CENTER: '${env.HOME}',
      HOME: '/home/me',
    }
    expect(fromEnv(env)).toEqual({
      url: 'http://localhost:8086',
      token: 't',
      org: 'o',
      timeout: 55_000,
      gzip: true,
      connections: 15,
      proxy: 'http://proxy',
      profilers: ['query', 'operator'],
      tls: { verify: false, ca: 'ca.pem', cert: 'cert.pem', key: 'key.pem', passphrase: 'p' },
      defaultTags: { site: 'a', data_center: '/home/me' },
    })
  })

  it("falls back to the names of InfluxDB's own tools, one by one", () => {
    const env = {
      INFLUX_HOST: 'http://a',
      INFLUX_URL: 'http://b',
      INFLUX_TOKEN: 'x',
      INFLUX_ORG_ID: 'o',
      INFLUXDB_V2_TOKEN: 'y',
    }
    const config = fromEnv(env)
    expect(config).toEqual({ url: 'http://a', token: 'y', org: 'o' })
    expect(sourcesOf(config)).toEqual({
      url: 'The variable INFLUX_HOST',
      token: 'The variable INFLUXDB_V2_TOKEN',
      org: 'The variable INFLUX_ORG_ID',
    })
    expect(fromEnv({ INFLUX_URL: 'http://b', INFLUX_TOKEN: 'x' })).toEqual({ url: 'http://b', token: 'x' })
  })

  it('can have a user, despite a token of the influx CLI', () => {
    const user = { ...url, INFLUXDB_V2_USERNAME: 'me', INFLUXDB_V2_PASSWORD: 'pw' }
    expect(fromEnv({ ...user, INFLUX_TOKEN: 't' })).toEqual({
      url: 'http://a',
      user: { username: 'me', password: 'pw' },
    })
    expect(() => fromEnv({ ...user, INFLUXDB_V2_TOKEN: 't' })).toThrow(
      'The variable INFLUXDB_V2_TOKEN and the variable INFLUXDB_V2_USERNAME are mutually exclusive',
    )
  })

  it('can turn the token into basic authentication', () => {
    expect(fromEnv({ ...url, INFLUXDB_V2_TOKEN: 'me:pw', INFLUXDB_V2_AUTH_BASIC: 'true' })).toEqual({
      url: 'http://a',
      headers: { authorization: 'Basic bWU6cHc=' },
    })
  })

  it('ignores empty variables', () => {
    const env = { ...url, INFLUXDB_V2_TOKEN: '', INFLUX_TOKEN: 't', INFLUXDB_V2_TIMEOUT: '' }
    expect(fromEnv(env)).toEqual({ url: 'http://a', token: 't' })
  })

  it('must have url and token, and no names that are nearly ours', () => {
    expect(() => fromEnv({})).toThrow('The environment has no url')
    expect(() => fromEnv(url)).toThrow('The environment has neither a token nor a username and password')
    expect(() => fromEnv({ INFLUXDB_V2_TOKNE: 'x' })).toThrow(
      'The variable INFLUXDB_V2_TOKNE is not a setting; did you mean token?',
    )
    expect(() => fromEnv({ ...url, INFLUXDB_V2_VERIFY_SSL: 'maybe' })).toThrow(
      'INFLUXDB_V2_VERIFY_SSL must be true or false.',
    )
    expect(() => fromEnv({ ...url, INFLUXDB_V2_TAG_: 'x' })).toThrow('INFLUXDB_V2_TAG_ is not a setting')
    expect(() => fromEnv({ INFLUX_HOST: 'http://a', INFLUX_TOKN: 'x' })).toThrow(
      'The variable INFLUX_TOKN is not a setting; did you mean INFLUX_TOKEN?',
    )
  })

  it('leaves the variables of the application alone', () => {
    const others = { INFLUXDB_V2_BUCKET: 'b', INFLUXDB_V2_MEASUREMENT: 'm', INFLUX_BUCKET: 'b', INFLUX_URI: 'x' }
    expect(fromEnv({ ...url, ...others, INFLUXDB_V2_TOKEN: 't' })).toEqual({ url: 'http://a', token: 't' })
  })

  it('refuses quotes that a compose file left, and two tags that differ by case alone', () => {
    expect(() => fromEnv({ ...url, INFLUXDB_V2_TOKEN: '"my-secret=="' })).toThrow(
      /^The variable INFLUXDB_V2_TOKEN has quotes around its value, which would be part of it; remove them\.$/,
    )
    expect(() => fromEnv({ ...url, INFLUX_TOKEN: 't', INFLUXDB_V2_TAG_ID: '1', INFLUXDB_V2_TAG_id: '2' })).toThrow(
      'The variable INFLUXDB_V2_TAG_ID and The variable INFLUXDB_V2_TAG_id set the same tags.id; remove one.',
    )
  })

  it('has only its own members as variables', () => {
    const env = { ...url, INFLUXDB_V2_TOKEN: 't', INFLUXDB_V2_ORG: '${env.constructor}' }
    expect(() => fromEnv(env)).toThrow('INFLUXDB_V2_ORG needs the variable constructor, which is not set')
  })

  it('yields to overrides', () => {
    expect(fromEnv({ ...url, INFLUXDB_V2_TOKEN: 't' }, { url: 'http://b' })).toEqual({ url: 'http://b', token: 't' })
  })
})
