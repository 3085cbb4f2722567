/** Headers that every answer of the web process carries. */
import { randomBytes } from "node:crypto";

const NONCE_BYTES = 16;
const ONE_YEAR_S = 365 * 24 * 60 * 60;

/** The page that reads QR codes: with the camera, and a program in WebAssembly. */
const SCANNING_PATH = "/verify";

/** Answers for programs: nothing in them may run or be framed. */
const PROGRAM_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export interface SecurityHeaders {
  /** Names in lower case. */
  headers: Record<string, string>;
  /** The same policy for Next, which reads the nonce for its script elements from the request; pages only. */
  pagePolicy: string | undefined;
}

/**
 * @param options path: of the request, without query; https: whether the world reaches us by https; dev: Next's
 *   development server, which evaluates code and opens a socket
 */
export function securityHeaders(options: { path: string; https: boolean; dev: boolean }): SecurityHeaders {
  const forProgram = isForProgram(options.path);
  const policy = forProgram ? PROGRAM_POLICY : pagePolicy(options);
  const headers: Record<string, string> = {
    "content-security-policy": policy,
    "x-content-type-options": "nosniff",
    "referrer-policy": "strict-origin",
    "permissions-policy": `camera=(${isScanning(options.path) ? "self" : ""}), microphone=(), geolocation=(), payment=(), usb=()`,
  };
  if (options.https) {
    headers["strict-transport-security"] = `max-age=${ONE_YEAR_S}`;
    headers["cross-origin-opener-policy"] = "same-origin";
  }
  return { headers, pagePolicy: forProgram ? undefined : policy };
}

/** Whether programs read what is at a path, not people. */
export function isForProgram(path: string): boolean {
  return /^\/(api|ledger|metrics|healthz|readyz)(\/|$)/.test(path);
}

function isScanning(path: string): boolean {
  return path === SCANNING_PATH;
}

/** Scripts run only with this answer's nonce or when such a script loads them: a stored file never does. */
function pagePolicy({ path, https, dev }: { path: string; https: boolean; dev: boolean }): string {
  const nonce = randomBytes(NONCE_BYTES).toString("base64");
  const directives = [
    "default-src 'self'",
    // WebAssembly only where it is run: it evaluates nothing else.
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${isScanning(path) ? " 'wasm-unsafe-eval'" : ""}${dev ? " 'unsafe-eval'" : ""}`,
    // Dialogs set inline styles while they are open.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "worker-src 'self' blob:",
    `connect-src 'self'${dev ? " ws:" : ""}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-src 'none'",
    "frame-ancestors 'none'",
  ];
  return [...directives, ...(https ? ["upgrade-insecure-requests"] : [])].join("; ");
}
