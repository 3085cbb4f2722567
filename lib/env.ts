/**
 * The configuration of every process: the one reader of `process.env`.
 *
 * Parsed once, at import; a bad value ends the process with one line a variable. What is unset has a default that
 * works on one machine: an embedded PostgreSQL and files under `.data/`.
 */
import { z } from "zod";

const GIB = 1024 ** 3;
const WEB_PROCESSES_MAX = 64;

const port = z.coerce.number().int().min(1).max(65535);
const optionalText = z
  .string()
  .optional()
  .transform((value) => value || undefined);

/** Long enough that nobody guesses it, of characters that a header may hold. */
const SECRET_CHARS_MIN = 16;
const secret = optionalText
  .refine((text) => text === undefined || /^[\x21-\x7e]+$/.test(text), {
    message: "holds characters that are not printable ASCII",
  })
  .refine((text) => text === undefined || text.length >= SECRET_CHARS_MIN, {
    message: `has to be at least ${SECRET_CHARS_MIN} characters long`,
  });

/** `host:port`, separated by commas. */
const hosts = z
  .string()
  .default("")
  .transform((text) =>
    text
      .split(",")
      .map((host) => host.trim())
      .filter((host) => host !== ""),
  );

/** `Name <address>`, or the address alone. */
const ADDRESS = /^[^\s<>@]+@[^\s<>@]+$/;
const SENDER = /^(?:[^<>\r\n]{1,200}<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/;

/** What `setServers` of node:dns takes: an IPv4 or IPv6 address, the latter in brackets before a port. */
const DNS_SERVER = /^(?:\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-f:]+\]|[0-9a-f]*:[0-9a-f:]+)(?::\d{1,5})?$/i;

/** Scheme, host and port alone. */
function isOrigin(text: string): boolean {
  const { origin, href } = new URL(text);
  return href === `${origin}/`;
}

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
  /** 32 bytes in base64, from which the keys of this installation are derived; unset: `DATA_DIR/secret.key`. */
  SEALBOOK_SECRET: optionalText,
  /** Largest file accepted, in bytes. */
  UPLOAD_BYTES_MAX: z.coerce
    .number()
    .int()
    .min(1)
    .default(5 * GIB),
  /** Within so many days every kept file is read again and compared; 0: none is. */
  CONTENT_CHECK_DAYS: z.coerce.number().int().min(0).max(3_650).default(30),
  /** Bytes of content that an organisation may keep, where its operators say nothing else; unset: any number. */
  STORAGE_QUOTA_BYTES: z
    .literal("")
    .transform(() => undefined)
    .or(z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER))
    .optional(),
  /** How often a block is appended when something waits, in milliseconds. */
  BLOCK_INTERVAL_MS: z.coerce.number().int().min(10).default(1_000),
  /** Most leaves in one block. */
  BLOCK_LEAVES_MAX: z.coerce.number().int().min(1).max(100_000).default(20_000),
  /** Which keys a new ledger has: an Ed25519 key alone, or an ML-DSA-44 key beside it; ledgers that are there keep theirs. */
  LEDGER_KEYS: z.enum(["ed25519", "hybrid"]).default("hybrid"),
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
  /** `host:port`, separated by commas: OpenID providers of organisations that stand in our own network; others there are not asked. */
  SSO_INSIDE_HOSTS: hosts,
  /** The same of programs that organisations have told by webhooks. */
  WEBHOOK_INSIDE_HOSTS: hosts,
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

const LOOPBACK = /^(127(\.\d{1,3}){3}|::1|localhost)$/;

const schema = settings
  .refine(({ SMTP_URL, MAIL_FROM }) => SMTP_URL === undefined || MAIL_FROM !== undefined, {
    path: ["MAIL_FROM"],
    message: "has to be set with SMTP_URL: it names the sender of our mail",
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
