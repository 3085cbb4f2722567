/** Where rows of the audit log are sent. */
export type Target =
  | { kind: "syslog"; host: string; port: number; tls: boolean }
  | { kind: "otlp"; url: string; authorization: string | undefined };

/** An address of AUDIT_STREAM_URL; undefined for any other. */
export function readTarget(text: string, authorization?: string): Target | undefined {
  const match = /^(syslog|otlp)\+(tcp|tls|https?):(\/\/.+)$/.exec(text);
  const [, kind = "", over = "", rest = ""] = match ?? [];
  const isWeb = over.startsWith("http");
  const address = isWeb ? `${over}:${rest}` : `http:${rest}`;
  if (match === null || (kind === "otlp") !== isWeb || !URL.canParse(address)) return undefined;
  const { hostname, port, href, username, password } = new URL(address);
  if (username !== "" || password !== "") return undefined;
  if (kind === "otlp") return { kind, url: href, authorization };
  const host = hostname.replace(/^\[(.*)\]$/, "$1");
  return port === "" ? undefined : { kind: "syslog", host, port: Number(port), tls: over === "tls" };
}
