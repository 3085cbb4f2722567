/**
 * The configuration of every process: the one reader of `process.env`.
 *
 * Parsed once, at import; a bad value ends the process with one line a variable. What is unset has a default that
 * works on one machine: an embedded PostgreSQL and files under `.data/`.
 */
import { z } from "zod";

const GIB = 1024 ** 3;

const port = z.coerce.number().int().min(1).max(65535);
const optionalText = z
  .string()
  .optional()
  .transform((value) => value || undefined);

/** `Name <address>`, or the address alone. */
const SENDER = /^(?:[^<>\r\n]{1,200}<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/;

const settings = z.object({
  NODE_ENV: z.enum(["development", "production", "test"]).default("development"),
  /** Port of the web process. */
  PORT: port.default(3000),
  /** Address the web process listens on. */
  HOST: z.string().default("127.0.0.1"),
  /** Where the world reaches this installation; its host and path begin the origin of every ledger made here. */
  PUBLIC_URL: z
    .url({ protocol: /^https?$/ })
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
  /** How often a block is appended when something waits, in milliseconds. */
  BLOCK_INTERVAL_MS: z.coerce.number().int().min(10).default(1_000),
  /** Most leaves in one block. */
  BLOCK_LEAVES_MAX: z.coerce.number().int().min(1).max(100_000).default(20_000),
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
  /** A JSON file that lists RFC 3161 time-stamping authorities (lib/infra/tsa/authorities.ts); unset: none is asked. */
  TIMESTAMP_AUTHORITIES: optionalText,
  /** How often a ledger's newest checkpoint gets a timestamp, when there is a new one, in milliseconds. */
  TIMESTAMP_INTERVAL_MS: z.coerce.number().int().min(1_000).default(60_000),
});

const schema = settings.refine(({ SMTP_URL, MAIL_FROM }) => SMTP_URL === undefined || MAIL_FROM !== undefined, {
  path: ["MAIL_FROM"],
  message: "has to be set with SMTP_URL: it names the sender of our mail",
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

/** The address under which links to this installation are written, without a trailing slash. */
export const publicUrl: string = (env.PUBLIC_URL ?? `http://localhost:${env.PORT}`).replace(/\/+$/, "");
