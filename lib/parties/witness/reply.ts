/** An answer before it is written to the connection. */
export interface Reply {
  status: number;
  body: string | Uint8Array;
  type: string;
  headers?: Record<string, string>;
  /** The connection is of no more use: the rest of the request was not read. */
  close?: boolean;
}

export const PLAIN = "text/plain; charset=utf-8";
const JSON_TYPE = "application/json; charset=utf-8";

export function plainReply(status: number, body: string, headers: Record<string, string> = {}): Reply {
  return { status, body: `${body}\n`, type: PLAIN, headers };
}

export function jsonReply(value: unknown, status = 200): Reply {
  return { status, body: `${JSON.stringify(value, null, 2)}\n`, type: JSON_TYPE };
}
