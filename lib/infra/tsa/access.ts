/**
 * By what an authority knows us: a user and password, a token, or a certificate of our own. Secrets come from files or the environment,
 * never from the list itself, and leave this object only in requests: printed or written as JSON it is empty.
 */
import { readFileSync } from "node:fs";
import { createSecureContext, type SecureContextOptions } from "node:tls";
import { z } from "zod";
import { NAMED_SECRET, secretOf } from "#lib/env.ts";

const SECRET_CHARS_MAX = 4_096;
/** What a header may hold (RFC 9110 section 5.5), and more than a token needs. */
const PRINTABLE = /^[\x20-\x7e]+$/;

/** Where a secret lies: a file beside the list, or a variable of the environment. */
const sourceSchema = z.union([
  z.strictObject({ file: z.string().min(1) }),
  z.strictObject({
    env: z.string().regex(NAMED_SECRET, "a name such as TIMESTAMP_SECRET_A is needed"),
  }),
]);

export const accessSchema = z.strictObject({
  user: z
    .string()
    .min(1)
    .max(SECRET_CHARS_MAX)
    .regex(/^[^:]*$/, "a user name holds no colon")
    .optional(),
  password: sourceSchema.optional(),
  token: sourceSchema.optional(),
  certificate: z.string().min(1).optional(),
  key: sourceSchema.optional(),
  passphrase: sourceSchema.optional(),
});
type Given = z.infer<typeof accessSchema>;
type Source = z.infer<typeof sourceSchema>;

/** What is wrong with the access that a list states: a word, and where. */
export class AccessProblem extends Error {
  readonly code: "combination" | "unreadable" | "unset" | "not_printable" | "no_key_pair";
  readonly place: string;
  constructor(code: AccessProblem["code"], place: string) {
    super(`${code}: ${place}`);
    this.code = code;
    this.place = place;
  }
}

export class Access {
  readonly #headers: Record<string, string>;
  readonly #tls: SecureContextOptions;

  constructor(given: { headers: Record<string, string>; tls: SecureContextOptions }) {
    this.#headers = given.headers;
    this.#tls = given.tls;
  }

  headers(): Record<string, string> {
    return this.#headers;
  }

  tls(): SecureContextOptions {
    return this.#tls;
  }
}

/**
 * @param locate the path of a file that the list names
 * @throws {AccessProblem}
 */
export function readAccess(given: Given, locate: (file: string) => string): Access {
  const { user, password, token, certificate, key, passphrase } = given;
  const isPaired =
    (user === undefined) === (password === undefined) && (certificate === undefined) === (key === undefined);
  const isLone = passphrase !== undefined && key === undefined;
  if (!isPaired || isLone || (user !== undefined && token !== undefined))
    throw new AccessProblem("combination", "access");
  const read = (source: Source) => readSecret(source, locate);
  const headers: Record<string, string> = {};
  if (user !== undefined && password) {
    headers.authorization = `Basic ${Buffer.from(`${user}:${read(password)}`, "utf8").toString("base64")}`;
  }
  if (token) headers.authorization = `Bearer ${printable(read(token), token)}`;
  const tls: SecureContextOptions =
    certificate !== undefined && key
      ? {
          cert: readText(locate(certificate)),
          key: read(key),
          ...(passphrase ? { passphrase: read(passphrase) } : {}),
        }
      : {};
  try {
    createSecureContext(tls);
  } catch {
    throw new AccessProblem("no_key_pair", certificate ?? "-");
  }
  return new Access({ headers, tls });
}

function printable(secret: string, source: Source): string {
  if (PRINTABLE.test(secret)) return secret;
  throw new AccessProblem("not_printable", "env" in source ? source.env : source.file);
}

/** Without the line end that editors put at a file's end. */
function readSecret(source: Source, locate: (file: string) => string): string {
  const found = "env" in source ? secretOf(source.env) : readText(locate(source.file));
  const secret = found?.replace(/\r?\n$/, "") ?? "";
  if (secret === "") throw new AccessProblem("unset", "env" in source ? source.env : source.file);
  return secret;
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    throw new AccessProblem("unreadable", path);
  }
}
