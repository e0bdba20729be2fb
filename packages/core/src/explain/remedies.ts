import type { FoundRemedy } from './find-remedy.ts'

/**
 * What failed, and what to do about it: a pattern of the failure and a remedy without a full stop. Then, if the words that
 * match do not say it, what happened (`$1` is the first group), and whether another attempt can succeed.
 *
 * A pattern is for one of
 * - a response: `<status> <path> <message>`; `<status> anonymous …` if it has no credentials
 * - a failed connection: `<code> <message>`, and ` (closed)` at its end if TLS was not established
 * - a time-out: `timeout <phase> <path>`
 */
export type Remedy = readonly [failure: RegExp, remedy: string, reason?: string | undefined, retryable?: boolean]

const PROXY = 'Check that the proxy may connect to the server'
const AUTHORITY =
  'Node does not know who signed the certificate: pass that certificate as `tls: { ca }`, or start Node with --use-system-ca'
const CLIENT_CERTIFICATE = 'The server may require a client certificate, or another one: check `tls.cert` and `tls.key`'

/** The first that matches applies, so the special ones come first. To add one, add a row here and a case to its test. */
export const remedies: readonly Remedy[] = [
  // The server, and what is in front of it
  [/^2\d\d /, 'Check that `url` points to InfluxDB, and any proxy in front of it'],
  [
    /^400 .*(?:HTTP request was sent to HTTPS|HTTP request to an HTTPS)/,
    'The server uses TLS: write https:// in `url`',
  ],
  [/^503 .*"status":"starting"/, 'The server is starting; wait, for example with `waitUntilReady`'],
  [
    /Flux query service disabled/,
    'Flux is off on this server; set `flux-enabled = true` there, or use InfluxQL at /query',
  ],
  [/^511 /, 'The network requires a log-in first: open a web page in a browser'],
  [/^403 \S+ an HTML page/, 'A firewall or a proxy in front of InfluxDB refused the request: allow it there'],
  [/^52\d /, 'Cloudflare could not reach InfluxDB: check that it is running, and the address that Cloudflare has'],
  [/^50[0234] \S+ an HTML page/, 'Not InfluxDB but something in front of it responded: check that InfluxDB is running'],

  // Credentials
  [/ is unauthorized$/, 'Use a token with this permission'],
  [/token is inactive/, "The token's authorization is inactive; activate it with another token"],
  [/User is inactive/, "The token's user is inactive or was deleted"],
  [/^401 anonymous /, 'No token was sent: pass `token`, or `auth` with user name and password'],
  [
    /unable to parse authentication credentials/,
    'InfluxDB 1.x takes `auth: basic({ username, password })`, or "user:password" as `token`',
  ],
  [/^401 \S+ authorization failed/, 'Check user name and password'],
  [
    /^401 /,
    'Check that a valid token (or username and password) was passed: this server does not know it, or it is inactive',
  ],
  [
    /insufficient permissions for write/,
    'The token may not write to this bucket: use one with write permission for it',
  ],
  [
    /not authorized to (?:execute|write)/,
    'Grant the user this privilege, for example GRANT WRITE ON "database" TO "user"',
  ],
  [/^403 /, "Check the token's permissions"],
  [/^407 /, 'Check the user name and password of the proxy'],

  // What does not exist
  [
    /could not find bucket|\bbucket (?:"[^"]*" )?not found/,
    'Check the name of the bucket: it must exist in this organization, and the token must be active and able to read it',
  ],
  [
    /\borganization (?:name )?(?:"[^"]*" )?not found/,
    'Check `org`: the organization must exist on this server, and the token must belong to it',
  ],
  [/provide either orgID or org/, 'Pass `org` to the client or the call: InfluxDB 2.x needs its name or ID'],
  [/^404 \S+ no assets included/, 'InfluxDB 2.x has no such path: check the path in `url`'],
  [
    /no dbrp mapping found/i,
    'InfluxDB 2.x finds a database by a DBRP mapping: create one with `ensureDbrp` of @fluxline/management',
  ],
  [
    /database not found|failed to initialize execute state: no database/,
    'Create the database; InfluxDB 2.x maps it to a bucket, with `ensureDbrp` of @fluxline/management',
  ],
  [/retention policy not found/, 'Check the retention policy: pass `bucket` as { database, retentionPolicy }'],
  [/is missing a slash/, 'InfluxDB 1.x has databases instead of buckets: pass `bucket` as { database }'],
  [/already been completed/, 'The server is set up already: use a token of it'],
  [/already exists$/, 'Use the one that exists, or choose another name'],
  [/must have a length of 16 bytes/, 'An ID has 16 hex digits; look a name up first'],
  [
    /^404 \S*\/(?:write|query|delete) /,
    'Check `bucket`, `org` and `url`, and that the token is active and may read them',
  ],
  [/^405 /, 'Check `url`: this server, or a proxy in front of it, does not allow the method'],

  // Lines
  [
    /field type conflict|invalid column type for column/,
    'Write the field as the type that it already has, or under another name; a schema fixes the types of fields',
  ],
  [
    /beyond retention policy/,
    'The times are older than the bucket keeps: check the unit of the times (`precision`), and the retention of the bucket',
  ],
  [
    /cardinality|max-series-per-database|max-values-per-tag/,
    'Write what has very many values, such as IDs, as fields instead of tags',
  ],
  [/outside range|out of range for precision/, 'Check the unit of the times (`precision`)'],
  [/': missing fields|No fields were provided/, 'A line needs a field: measurement,tag=value field=value time'],
  [
    /': (?:invalid number|invalid boolean)/,
    'Text in a field needs double quotes, and an integer ends in i; points write both',
  ],
  [/': bad timestamp/, 'A time is a whole number in the unit `precision`; spaces in names need a backslash'],
  [/': missing tag|Tag Set Malformed/, 'A tag needs a name and a value; spaces, commas and = in them need a backslash'],
  [/': unbalanced quotes/, String.raw`In text, " and \ need a backslash; points write it`],
  [/': duplicate tags/, 'A line may have each tag once'],
  [
    /unable to parse '|parsing (?:for line protocol )?failed/,
    'Write points instead of text: they are escaped correctly',
  ],
  [/partial write/, 'The server stored the other lines; correct these'],
  [
    /^413 |max request size/,
    'Send fewer lines at a time, or raise the limit of the server, or of the proxy in front of it (client_max_body_size of nginx)',
  ],
  [/would exceed limit of \d+ databases/, 'Delete a database first; `bucket` is the database there'],
  [/^415 |gzip: invalid header/, 'Something may not pass compressed bodies: try `gzip: false`'],

  // Queries
  [/unbounded read/, 'Add |> range(start: …) after from()'],
  [/empty range/, 'In range(), `start` must be before `stop`'],
  [
    /undefined identifier/,
    'Check the spelling, and import the package of a function; pass values of your program as parameters',
  ],
  [
    /schema collision/,
    'A column has values of several types: filter for one _field before group(), or convert them with toFloat()',
  ],
  [
    /unsupported (?:input type|aggregate column type)/,
    'This function takes numbers: filter for fields that have numbers',
  ],
  [
    /\bcolumn "[^"]*" (?:does not exist|not found|exists)/,
    'The table has no such column: check its name, and pivot fields to columns first',
  ],
  [
    /memory allocation limit/,
    'Read less at once: a shorter range(), and filter() before group() and join(); or raise query-memory-bytes',
  ],
  [/queue length exceeded/, 'Run fewer queries at once, or raise query-concurrency and query-queue-size'],
  [
    /context deadline exceeded|query[ -]timeout/,
    'The server stopped the query: make it shorter, or raise the limit of the server',
  ],
  [/missing parameter: /, 'Pass a value of this parameter in `params`'],
  [
    /compilation failed|error parsing query|failed to parse query|parsing error: /,
    'Correct the query at the named place',
  ],

  // Load
  [/exceeded limit|limit exceeded/, 'This is a limit of the server or of your plan: send less, or raise it'],
  [
    /cache-max-memory-size/,
    'The server gets lines faster than it can store them: write less, or raise storage-cache-max-memory-size',
  ],
  [/no space left on device/, 'The disk of the server is full: free some space there'],
  [/too many open files/, 'Raise the limit of open files of the server'],
  [/engine is closed/, 'The server is stopping: start it again'],
  [
    /^50\d \S*\/write .*time-?out/,
    'The server was too slow to store the lines, and may have stored them: send fewer at a time',
  ],
  [/^408 /, 'The connection is too slow: send less at a time'],
  [/^(?:414|431) /, 'The address or the headers are too long: check `headers`, and the proxy in front of InfluxDB'],
  [/^429 /, 'Send less, or wait'],
  [/^502 /, 'A proxy could not reach InfluxDB: check that it is running'],
  [/^503 /, 'The server is overloaded or not ready: wait, for example with the option `retry`'],
  [/^504 /, 'A proxy waited too long for InfluxDB: ask for less, or raise the time-out of the proxy'],
  [/^500 /, 'See the log of the server'],

  // Time-outs
  [/^timeout connect/, 'check `url` and firewalls, or increase `timeout.connect`'],
  [/^timeout firstByte \S*\/query/, 'make the query shorter, or increase `timeout.firstByte`'],
  [/^timeout firstByte \S*\/write/, 'send fewer lines at a time, or increase `timeout.firstByte`'],

  // Proxies
  [/^PROXY_/, 'Check `proxy`, and that the proxy is running', undefined, true],
  [/^\S+ Proxy [^(]*\(407\)/, 'Check the user name and password of the proxy', 'the proxy returned 407', false],
  [/^\S+ Proxy [^(]*\((429|5\d\d)\)/, PROXY, 'the proxy returned $1', true],
  [/^\S+ Proxy [^(]*\((\d+)\)/, PROXY, 'the proxy returned $1', false],

  // TLS
  [
    /SSL routines:[^:]*:(?:wrong version number|packet length too long)/,
    'Check http:// or https:// in `url`',
    'the server does not use TLS',
    false,
  ],
  [
    /SSL routines:[^:]*:([^:]*alert (?:bad |unknown ca|access denied|handshake failure)[^:]*|[^:]*certificate[^:]*)/,
    CLIENT_CERTIFICATE,
    '$1',
    false,
  ],
  [/SSL routines:[^:]*:([^:]*)/, 'Check the TLS versions of the server', '$1', false],
  [/ \(closed\)$/, `Check that the server is running. ${CLIENT_CERTIFICATE}`, undefined, true],
  [/^DEPTH_ZERO_SELF_SIGNED_CERT /, 'The server signed its certificate itself: pass it as `tls: { ca }`'],
  [/^(?:SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_GET_ISSUER_CERT\w*|UNABLE_TO_VERIFY_LEAF_SIGNATURE) /, AUTHORITY],
  [/^CERT_(?:HAS_EXPIRED|NOT_YET_VALID) /, 'Renew the certificate of the server, and check the clock of this machine'],
  [/^ERR_TLS_CERT_ALTNAME_INVALID /, 'The certificate is for other names: use one of them in `url`', undefined, false],

  // Connections
  [/^ECONNREFUSED .*::1/, 'Nothing listens on ::1, which `localhost` is here: use 127.0.0.1, or start the server'],
  [/^ECONNREFUSED /, 'Nothing listens there: check `url` and its port, and that the server is running'],
  [/^ENOTFOUND /, 'The name of the host is not known: check `url`'],
  [/^EAI_AGAIN /, 'The name server did not respond: check `url` and the network'],
  [/^(?:EHOSTUNREACH|ENETUNREACH) /, 'This host cannot be reached: check `url`, the network and the VPN'],
  [/^(?:ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT) /, 'A firewall may drop the connection: check `url` and its port'],
  [/^(?:EACCES|EPERM) /, 'The system does not allow the connection: check the firewall'],
  [/^EADDRNOTAVAIL /, 'The machine has no free port left: use one client for all, and fewer `connections`'],
  [/^(?:EMFILE|ENFILE) /, 'The process has too many open files: use one client for all, and close the others'],
  [
    /^HPE_HEADER_OVERFLOW|^UND_ERR_HEADERS_OVERFLOW/,
    'The headers of the response are too long: check what is in front of InfluxDB',
  ],
  [/^HPE_/, 'The response is not HTTP: check the port in `url`, and write https:// if the server uses TLS'],
  [
    /^UND_ERR_(?:RES|REQ)_CONTENT_LENGTH_MISMATCH /,
    'A proxy may have changed the body: check what is in front of InfluxDB',
  ],
  [/^Z_(?:DATA|BUF)_ERROR /, 'The compressed body is damaged or cut off: check what is in front of InfluxDB'],
  [/^UND_ERR_(?:DESTROYED|CLOSED) /, 'Do not close the `dispatcher` before the client'],
  [/^UND_ERR_INVALID_ARG /, 'Check the headers of the client and of the call', undefined, false],
  [
    /^(?:ECONNRESET|EPIPE|UND_ERR_SOCKET) /,
    'The server, or something between, closed the connection: check that the server is running, and its log',
  ],
]

// No reason is further back, and a longer text would take time.
const LONGEST = 4_096

/** Returns the remedy of a failure, and what happened; `undefined` if no row matches. */
export function lookUpRemedy(failure: string): FoundRemedy | undefined {
  const text = failure.slice(0, LONGEST)
  for (const [pattern, remedy, reason, retryable] of remedies) {
    const match = pattern.exec(text)
    if (match) return { remedy, retryable, reason: reason?.replace('$1', () => match[1] ?? '') }
  }
  return undefined
}
