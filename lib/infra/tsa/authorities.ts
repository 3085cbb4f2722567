/** The time-stamping authorities that this installation asks, and whose certificates it trusts for that. */
import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { z } from "zod";
import { readFileText } from "#lib/core/text/file-text.ts";
import { hasHiddenCharacters } from "#lib/core/text/names.ts";
import { env } from "#lib/env.ts";
import { readCertificates } from "#lib/pki/pem.ts";
import { type Access, AccessProblem, accessSchema, readAccess } from "./access.ts";

const NAME_CHARS_MAX = 64;
const TIMEOUT_MS_MIN = 100;
const TIMEOUT_MS_MAX = 60_000;
const TIMEOUT_MS = 10_000;
const OID = /^[0-2](?:\.(?:0|[1-9][0-9]{0,17})){1,30}$/;

const isName = (name: string) => name.trim() === name && name !== "" && !hasHiddenCharacters(name);
const isAddress = (text: string) => {
  const url = URL.parse(text);
  return (url?.protocol === "https:" || url?.protocol === "http:") && url.username === "" && url.password === "";
};

const authoritySchema = z.strictObject({
  /** Names it in alerts and in the table of timestamps: not to be given to another one later. */
  name: z.string().max(NAME_CHARS_MAX).refine(isName, "a name of visible characters is needed"),
  url: z.string().refine(isAddress, "an http:// or https:// address without user and password is needed"),
  ca: z.string().min(1),
  policy: z.string().regex(OID, "an OID such as 1.3.6.1.4.1.13762.3 is needed").optional(),
  timeoutMs: z.number().int().min(TIMEOUT_MS_MIN).max(TIMEOUT_MS_MAX).default(TIMEOUT_MS),
  active: z.boolean().default(true),
  /** By what it knows us. */
  access: accessSchema.optional(),
});

export interface TimestampAuthority {
  name: string;
  /** Takes RFC 3161 requests by HTTP POST. */
  url: string;
  /** Trust anchors, DER. */
  anchors: Uint8Array[];
  /** The same in PEM. */
  pem: string;
  /** OID of the policy that its tokens have to state. */
  policy?: string;
  timeoutMs: number;
  /** false: no longer asked. */
  active: boolean;
  /** Undefined where it answers anybody. */
  access?: Access;
}

/** Something in the configuration that a person has to correct: one sentence a language. */
export class AuthoritiesProblem extends Error {
  readonly zh: string;
  constructor(en: string, zh: string) {
    super(`Bad configuration. ${en}`);
    this.zh = `配置有误：${zh}`;
  }
}

/**
 * Reads the list and every certificate that it names.
 *
 * @param path of the JSON file, against the working folder; certificates are found against the JSON file's own
 * @returns the authorities in the order of the file; none without a path.
 * @throws {AuthoritiesProblem} which says what to correct.
 */
export function readTimestampAuthorities(path: string | undefined = env.TIMESTAMP_AUTHORITIES): TimestampAuthority[] {
  if (path === undefined) return [];
  const file = resolve(path);
  const { data, error } = z.array(authoritySchema).safeParse(parseList(file));
  if (error) {
    const [issue] = error.issues;
    const where = issue?.path.join(".") || "list";
    throw new AuthoritiesProblem(
      `TIMESTAMP_AUTHORITIES: correct ${where} in ${file}: ${issue?.message}. Each authority is { "name", "url", "ca", "policy"?, "timeoutMs"?, "active"?, "access"? }.`,
      `TIMESTAMP_AUTHORITIES：请更正 ${file} 中的 ${where}：${issue?.message}。每个时间戳机构写作 { "name", "url", "ca", "policy"?, "timeoutMs"?, "active"?, "access"? }。`,
    );
  }
  const twice = data.find(({ name }, at) => data.findIndex((other) => other.name === name) !== at);
  if (twice) {
    throw new AuthoritiesProblem(
      `TIMESTAMP_AUTHORITIES: two authorities in ${file} are called ${twice.name}: give each its own name.`,
      `TIMESTAMP_AUTHORITIES：${file} 中有两个时间戳机构都叫 ${twice.name}：请为每个机构取不同的名称。`,
    );
  }
  return data.map(({ ca, policy, access: given, ...rest }) => {
    const access = given && accessOf({ given, url: rest.url, name: rest.name, file });
    const pem = readAnchors(resolve(dirname(file), ca), rest.name);
    const anchors = pem.map((block) => new Uint8Array(new X509Certificate(block).raw));
    return {
      ...rest,
      anchors,
      pem: `${pem.join("\n")}\n`,
      ...(policy === undefined ? {} : { policy }),
      ...(access ? { access } : {}),
    };
  });
}

const ACCESS_WORDS: Record<AccessProblem["code"] | "plain_http", [en: string, zh: string]> = {
  combination: [
    'write "user" and "password", or "token", and for a certificate "certificate", "key" and perhaps "passphrase".',
    "请写“user”和“password”，或者“token”；使用证书时写“certificate”、“key”，必要时加“passphrase”。",
  ],
  unreadable: ["that file cannot be read: correct the path.", "无法读取该文件：请更正路径。"],
  unset: ["the secret is empty: set it.", "该密钥为空：请设置。"],
  not_printable: ["the token holds characters that no header may hold.", "令牌含有请求头不允许的字符。"],
  no_key_pair: [
    "certificate, key and passphrase do not belong together, or are no PEM.",
    "证书、私钥与口令不匹配，或不是 PEM 格式。",
  ],
  plain_http: ["it would be sent in the clear: use an https:// address.", "将以明文发送：请使用 https:// 地址。"],
};

const isLoopback = ({ hostname }: URL): boolean => /^(127(\.\d{1,3}){3}|\[::1\]|localhost)$/.test(hostname);

function accessOf(input: { given: z.infer<typeof accessSchema>; url: string; name: string; file: string }): Access {
  const { given, url, name, file } = input;
  const problem = (code: keyof typeof ACCESS_WORDS, place: string) => {
    const [en, zh] = ACCESS_WORDS[code];
    return new AuthoritiesProblem(
      `TIMESTAMP_AUTHORITIES: "access" of ${name} in ${file} (${place}): ${en}`,
      `TIMESTAMP_AUTHORITIES：${file} 中 ${name} 的“access”（${place}）：${zh}`,
    );
  };
  const target = new URL(url);
  if (target.protocol !== "https:" && !isLoopback(target)) throw problem("plain_http", url);
  try {
    return readAccess(given, (path) => resolve(dirname(file), path));
  } catch (error) {
    throw error instanceof AccessProblem ? problem(error.code, error.place) : error;
  }
}

function parseList(file: string): unknown {
  const text = readFileText(readBytes(file, "TIMESTAMP_AUTHORITIES"))?.text;
  try {
    return JSON.parse(text ?? "");
  } catch {
    throw new AuthoritiesProblem(
      `TIMESTAMP_AUTHORITIES: ${file} is not JSON: write a list such as [{ "name": "Example TSA", "url": "https://tsa.example.org/tsr", "ca": "example-tsa.pem" }].`,
      `TIMESTAMP_AUTHORITIES：${file} 不是 JSON：请写成列表，例如 [{ "name": "Example TSA", "url": "https://tsa.example.org/tsr", "ca": "example-tsa.pem" }]。`,
    );
  }
}

function readAnchors(file: string, name: string): string[] {
  const blocks = (readCertificates(readBytes(file, `"ca" of ${name}`)) ?? []).map(toPem);
  if (blocks.length > 0 && blocks.every((block) => block !== undefined)) return blocks;
  throw new AuthoritiesProblem(
    `TIMESTAMP_AUTHORITIES: ${file} holds no readable certificate for ${name}: put its CA certificate there, as PEM or DER.`,
    `TIMESTAMP_AUTHORITIES：${file} 中没有 ${name} 的可读证书：请存入其 CA 证书（PEM 或 DER 格式）。`,
  );
}

function toPem(der: Uint8Array): string | undefined {
  try {
    return new X509Certificate(der).toString().trimEnd();
  } catch {
    return undefined;
  }
}

function readBytes(file: string, what: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? "unreadable";
    throw new AuthoritiesProblem(
      `TIMESTAMP_AUTHORITIES: ${file} (${what}) cannot be read (${reason}): correct the path, or leave the setting out.`,
      `TIMESTAMP_AUTHORITIES：无法读取 ${file}（${what}，${reason}）：请更正路径，或去掉该设置。`,
    );
  }
}

let shared: TimestampAuthority[] | undefined;

/** The authorities of this process, read once. @throws {AuthoritiesProblem} */
export function timestampAuthorities(): TimestampAuthority[] {
  shared ??= readTimestampAuthorities();
  return shared;
}
