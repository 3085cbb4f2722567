/**
 * The configuration of every process: the one reader of `process.env`.
 *
 * Parsed once, at import; a bad value ends the process with one line a variable. What is unset has a default that
 * works on one machine: an embedded PostgreSQL and files under `.data/`.
 */
import { z } from "zod";
import { ADDRESS, choice, DNS_SERVER, hosts, isOrigin, optionalText, port, SENDER, secret } from "./env-values.ts";

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;
const WEB_PROCESSES_MAX = 64;
const S3_PARTS_MAX = 10_000;

const settings = z.object({
  NODE_ENV: z.enum(["development", "production", "test"]).default("development"),
  /** Port of the web process. */
  PORT: port.default(3000),
  /** Address the web process listens on. */
  HOST: z.string().default("127.0.0.1"),
  /** Web processes that share the port, each of some 200 MB; unset: one a core, at most three. */
  WEB_PROCESSES: z
    .literal("")
    .transform(() => undefined)
    .or(z.coerce.number().int().min(1).max(WEB_PROCESSES_MAX))
    .optional(),
  /** Where the world reaches this installation; its host begins the origin of every ledger made here. */
  PUBLIC_URL: z
    .url({ protocol: /^https?$/ })
    .refine(isOrigin, {
      message: "has to end with the host and port, as in https://evidence.example.org: nothing is served below a path",
    })
    .optional()
    .or(z.literal("").transform(() => undefined)),
  /** Folder of everything the installation keeps outside the database, and of the embedded database. */
  DATA_DIR: z.string().default(".data"),
  /** PostgreSQL as the owner of the tables; unset: the embedded one. */
  DATABASE_URL: optionalText,
  /** PostgreSQL as a member of `sealbook_app`; unset: a login that the start makes. */
  APP_DATABASE_URL: optionalText,
  /** The same server without the pooler that APP_DATABASE_URL leads to; unset: there is none. */
  APP_DATABASE_DIRECT_URL: optionalText,
  /** A streaming standby, for what never changes once it is there; unset: the primary is asked for all. */
  APP_DATABASE_READ_URL: optionalText,
  /** How many seconds behind it may be. Heartbeats come each second, and it is looked at as often. */
  READ_AGE_SECONDS_MAX: z.coerce.number().min(3).max(3_600).default(5),
  /** 32 bytes in base64, from which the keys of this installation are derived; unset: `DATA_DIR/secret.key`. */
  SEALBOOK_SECRET: optionalText,
  /**
   * 32 bytes in base64 each, or `pkcs11:` and the label of a key in the hardware security module, separated by commas, which wrap the keys of
   * organisations, the first one from now on; unset: `DATA_DIR/master.keys`.
   */
  MASTER_KEYS: optionalText,
  /** The library of a hardware security module (PKCS #11), which makes and holds the Ed25519 keys of ledgers; unset: the database holds them, sealed. */
  PKCS11_MODULE: optionalText,
  /** Label of its token. */
  PKCS11_TOKEN: optionalText,
  /** Of the token's user. */
  PKCS11_PIN: optionalText,
  /** Largest file accepted, in bytes. */
  UPLOAD_BYTES_MAX: z.coerce
    .number()
    .int()
    .min(1)
    .default(5 * GIB),
  /** Largest file accepted in pieces, in bytes. */
  RESUMABLE_BYTES_MAX: z.coerce
    .number()
    .int()
    .min(1)
    .default(50 * GIB),
  /** Within so many days every kept file is read again and compared; 0: none is. */
  CONTENT_CHECK_DAYS: z.coerce.number().int().min(0).max(3_650).default(30),
  /** Bytes of content that an organisation may keep, where its operators say nothing else; unset: any number. */
  STORAGE_QUOTA_BYTES: z
    .literal("")
    .transform(() => undefined)
    .or(z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER))
    .optional(),
  /** The bucket of object storage in which content lies; unset: it lies below DATA_DIR. */
  S3_BUCKET: optionalText,
  /** Where the bucket's server is reached; unset: Amazon's, of the region. */
  S3_ENDPOINT: z
    .url({ protocol: /^https?$/ })
    .optional()
    .or(z.literal("").transform(() => undefined)),
  S3_REGION: z.string().default("us-east-1"),
  /** Before every key in the bucket. */
  S3_PREFIX: optionalText.refine((text) => text === undefined || /^[\w.-]+(\/[\w.-]+)*\/?$/.test(text), {
    message: "takes names of letters, digits, dots, dashes and underscores, separated by slashes",
  }),
  /** Both unset: what the environment of this machine gives its programs. */
  S3_ACCESS_KEY_ID: optionalText,
  S3_SECRET_ACCESS_KEY: optionalText,
  /** Of each part of an upload, of which there may be 10,000; in bytes. */
  S3_PART_BYTES: z.coerce
    .number()
    .int()
    .min(5 * MIB)
    .max(64 * MIB)
    .refine((bytes) => bytes % MIB === 0, { message: "takes whole mebibytes, as in 8388608" })
    .default(8 * MIB),
  /** What the server is asked to encrypt with: keys of its own, of its key service, or S3_CUSTOMER_KEY; unset: it is not asked. */
  S3_ENCRYPTION: choice(["AES256", "aws:kms", "customer"]),
  S3_KMS_KEY: optionalText,
  /** 32 bytes in base64. */
  S3_CUSTOMER_KEY: optionalText.refine((text) => text === undefined || Buffer.from(text, "base64").length === 32, {
    message: "has to be 32 bytes in base64 (openssl rand -base64 32)",
  }),
  /** Kept content is locked for S3_LOCK_DAYS days; unset: it is not. */
  S3_LOCK_MODE: choice(["GOVERNANCE", "COMPLIANCE"]),
  S3_LOCK_DAYS: z.coerce.number().int().min(1).max(36_500).default(365),
  /** Where content lay before, while it moves (sealbook storage move): disk, or a file with its S3_… variables; unset: it does not move. */
  STORAGE_FORMER: optionalText,
  /** How often a block is appended when something waits, in milliseconds. */
  BLOCK_INTERVAL_MS: z.coerce.number().int().min(10).default(1_000),
  /** Most leaves in one block. */
  BLOCK_LEAVES_MAX: z.coerce.number().int().min(1).max(100_000).default(20_000),
  /** Records of a ledger that may wait for a block; beyond, no more are taken. */
  QUEUE_MAX: z.coerce.number().int().min(1_000).default(1_000_000),
  /** Which keys a new ledger has: an Ed25519 key alone, or an ML-DSA-44 key beside it; ledgers that are there keep theirs. */
  LEDGER_KEYS: z.enum(["ed25519", "hybrid"]).default("hybrid"),
  /** Who is given a test key by the reference of the API: anybody, who is signed in, or nobody. */
  SANDBOX: z.enum(["open", "members", "off"]).default("open"),
  /** How far the clocks of process, database and newest block may be apart, in milliseconds; beyond, nothing is recorded. */
  CLOCK_TOLERANCE_MS: z.coerce.number().int().min(1_000).default(60_000),
  /** Proxies in front whose X-Forwarded-For is believed: 0 means the socket's address counts. */
  TRUSTED_PROXIES: z.coerce.number().int().min(0).max(10).default(0),
  /** The server that takes our mail, smtp:// or smtps://, with user and password; unset: mail stays in the outbox. */
  SMTP_URL: z
    .url({ protocol: /^smtps?$/ })
    .optional()
    .or(z.literal("").transform(() => undefined)),
  /** The sender of our mail. */
  MAIL_FROM: optionalText.refine((text) => text === undefined || SENDER.test(text), {
    message: "write it as Sealbook <sealbook@example.com>",
  }),
  /** The address to which mail servers report that a letter did not arrive; unset: the sender's. */
  MAIL_BOUNCES_TO: optionalText.refine((text) => text === undefined || ADDRESS.test(text), {
    message: "write it as bounces@example.com",
  }),
  /** A JSON file that lists RFC 3161 time-stamping authorities (lib/infra/tsa/authorities.ts); unset: none is asked. */
  TIMESTAMP_AUTHORITIES: optionalText,
  /** A file of algorithms that are broken or will be, a line each (lib/core/renewal/algorithms.ts); unset: none is. */
  ALGORITHMS: optionalText,
  /** How often a ledger's newest checkpoint gets a timestamp, when there is a new one, in milliseconds. */
  TIMESTAMP_INTERVAL_MS: z.coerce.number().int().min(1_000).default(60_000),
  /** Where a program is told of alerts that open and end, by POST; unset: none is. */
  ALERT_WEBHOOK_URL: z
    .url({ protocol: /^https?$/ })
    .refine((url) => !/^[^/]*\/\/[^/]*@/.test(url), {
      message: "takes no user and password: the signature says who asks",
    })
    .optional()
    .or(z.literal("").transform(() => undefined)),
  /** With it each of those requests is signed. */
  ALERT_WEBHOOK_SECRET: secret,
  /** Where rows of the audit log are sent as well: syslog+tls://host:port, syslog+tcp://host:port, otlp+https://host/v1/logs; unset: nowhere. */
  AUDIT_STREAM_URL: optionalText.refine(
    (text) => text === undefined || /^(?:syslog\+(?:tcp|tls)|otlp\+https?):\/\/[^/]/.test(text),
    { message: "begins with syslog+tls://, syslog+tcp://, otlp+https:// or otlp+http://" },
  ),
  /** Value of the Authorization header with which OTLP is sent. */
  AUDIT_STREAM_AUTHORIZATION: optionalText,
  /** `host:port`, separated by commas: OpenID providers of organisations that stand in our own network; others there are not asked. */
  SSO_INSIDE_HOSTS: hosts,
  /** The same of programs that organisations have told by webhooks. */
  WEBHOOK_INSIDE_HOSTS: hosts,
  /** The same of signers that hold keys of organisations' seals. */
  SIGNER_INSIDE_HOSTS: hosts,
  /** The same of other installations that issue certificates, which readers have asked from the page. */
  ISSUER_INSIDE_HOSTS: hosts,
  /** `ip` or `ip:port`, separated by commas: name servers that issuers' domains are asked for at; unset: those of the machine. */
  DNS_SERVERS: z
    .string()
    .default("")
    .transform((text) =>
      text
        .split(",")
        .map((server) => server.trim())
        .filter((server) => server !== ""),
    )
    .refine((servers) => servers.every((server) => DNS_SERVER.test(server)), {
      message: "takes addresses, as in 192.0.2.53 or 192.0.2.53:5353",
    }),
  /** Where an OpenTelemetry collector takes traces by OTLP over HTTP; unset: nobody is told. */
  OTEL_EXPORTER_OTLP_ENDPOINT: z
    .url({ protocol: /^https?$/ })
    .optional()
    .or(z.literal("").transform(() => undefined)),
  /** What those traces call this installation; unset: sealbook-web and sealbook-worker. */
  OTEL_SERVICE_NAME: optionalText,
  /** Whoever sends it as a bearer token reads the metrics; unset: the web process has none. */
  METRICS_TOKEN: secret,
  /** Port of the worker's metrics; unset: it listens nowhere. */
  WORKER_METRICS_PORT: z
    .literal("")
    .transform(() => undefined)
    .or(port)
    .optional(),
  /** Address of the worker's metrics. */
  WORKER_METRICS_HOST: z.string().default("127.0.0.1"),
});

const largestFile = (given: { UPLOAD_BYTES_MAX: number; RESUMABLE_BYTES_MAX: number }): number =>
  Math.max(given.UPLOAD_BYTES_MAX, given.RESUMABLE_BYTES_MAX);

const LOOPBACK = /^(127(\.\d{1,3}){3}|::1|localhost)$/;

const schema = settings
  .refine((given) => (given.S3_ACCESS_KEY_ID === undefined) === (given.S3_SECRET_ACCESS_KEY === undefined), {
    path: ["S3_SECRET_ACCESS_KEY"],
    message: "has to be set with S3_ACCESS_KEY_ID, or neither",
  })
  .refine((given) => !given.PKCS11_MODULE || (given.PKCS11_TOKEN && given.PKCS11_PIN), {
    path: ["PKCS11_TOKEN"],
    message: "has to be set with PKCS11_MODULE, as PKCS11_PIN has",
  })
  .refine((given) => given.S3_ENCRYPTION !== "customer" || given.S3_CUSTOMER_KEY !== undefined, {
    path: ["S3_CUSTOMER_KEY"],
    message: "has to be set with S3_ENCRYPTION=customer",
  })
  .refine((given) => largestFile(given) <= given.S3_PART_BYTES * S3_PARTS_MAX || given.S3_BUCKET === undefined, {
    path: ["S3_PART_BYTES"],
    message: `is too small for UPLOAD_BYTES_MAX and RESUMABLE_BYTES_MAX: there may be ${S3_PARTS_MAX} parts`,
  })
  .refine(({ SMTP_URL, MAIL_FROM }) => SMTP_URL === undefined || MAIL_FROM !== undefined, {
    path: ["MAIL_FROM"],
    message: "has to be set with SMTP_URL: it names the sender of our mail",
  })
  .refine(({ APP_DATABASE_URL, APP_DATABASE_DIRECT_URL }) => !APP_DATABASE_DIRECT_URL || APP_DATABASE_URL, {
    path: ["APP_DATABASE_URL"],
    message: "has to be set with APP_DATABASE_DIRECT_URL: the pooler, and the server behind it",
  })
  .refine((given) => given.ALERT_WEBHOOK_URL === undefined || given.ALERT_WEBHOOK_SECRET !== undefined, {
    path: ["ALERT_WEBHOOK_SECRET"],
    message: "has to be set with ALERT_WEBHOOK_URL: by it the receiver knows that we sent it",
  })
  .refine((given) => LOOPBACK.test(given.WORKER_METRICS_HOST) || given.METRICS_TOKEN !== undefined, {
    path: ["METRICS_TOKEN"],
    message: "has to be set when WORKER_METRICS_HOST is reached by other machines",
  });

export type Env = z.infer<typeof schema>;

/** @throws {Error} one line per bad variable, fit to be shown as it is. */
export function parseEnv(source: Record<string, string | undefined>): Env {
  const result = schema.safeParse(source);
  if (result.success) return result.data;
  const lines = result.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
  throw new Error(`Bad configuration. Correct these environment variables:\n${lines.join("\n")}`);
}

export const env: Env = parseEnv(process.env);

/** Through which https is asked, as other programs read it; `http:` or `https:`. The start has looked at it (bin/start/proxies.ts). */
export const httpsProxy: string | undefined = process.env.https_proxy || process.env.HTTPS_PROXY || undefined;

/** Variables that the list of time-stamping authorities may name; no other one can be read through it. */
export const NAMED_SECRET: RegExp = /^TIMESTAMP_SECRET_[A-Z0-9_]{1,64}$/;

/** A secret that the list of time-stamping authorities names; undefined where it is not set. */
export function secretOf(name: string): string | undefined {
  return (NAMED_SECRET.test(name) && process.env[name]) || undefined;
}

/** The address under which links to this installation are written, without a trailing slash. */
export const publicUrl: string = (env.PUBLIC_URL ?? `http://localhost:${env.PORT}`).replace(/\/+$/, "");
