/** Mail through SMTP (RFC 5321), when SMTP_URL names a server. */
import { createTransport } from "nodemailer";
import type { MailOptions } from "nodemailer/lib/smtp-transport/index.js";
import { env, publicUrl } from "#lib/env.ts";
import { envelopeId } from "./envelope-id.ts";

const SECOND_MS = 1_000;
const CONNECT_TIMEOUT_MS = 10 * SECOND_MS;
const SILENCE_TIMEOUT_MS = 20 * SECOND_MS;

export interface Letter {
  subject: string;
  text: string;
  html: string;
}

export interface Envelope {
  /** Names the letter: one that is sent twice has the same Message-ID, by which mail programs know it. */
  id: string;
  to: string;
}

/** unreachable: no server answered. refused: it took nothing from us. rejected: it refuses this recipient for good. */
export type MailFailure = "unreachable" | "refused" | "rejected";

/** Whether mail leaves this installation. */
export const sendsMail: boolean = env.SMTP_URL !== undefined;

let shared: ReturnType<typeof open> | undefined;

function transport(url: string) {
  shared ??= open(url);
  return shared;
}

function open(url: string) {
  const { hostname } = new URL(url);
  const isHere = ["localhost", "127.0.0.1", "[::1]"].includes(hostname);
  return createTransport({
    // What the address says (user, password, ?requireTLS=false) goes before the rest.
    url,
    requireTLS: !isHere,
    connectionTimeout: CONNECT_TIMEOUT_MS,
    greetingTimeout: CONNECT_TIMEOUT_MS,
    socketTimeout: SILENCE_TIMEOUT_MS,
    // A letter of ours never names a file or an address to be read into it.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}

/** Hands one letter to the server. @returns undefined when the server has taken it. */
export async function sendLetter(
  letter: Letter,
  { id, to }: Envelope,
): Promise<undefined | { failed: MailFailure; reason: string }> {
  if (!env.SMTP_URL) return { failed: "unreachable", reason: "SMTP_URL is not set" };
  const name = envelopeId(id);
  try {
    // An object, not text: no character in the address can add another recipient.
    const recipient = { name: "", address: to };
    const mail: MailOptions = {
      ...letter,
      from: env.MAIL_FROM,
      to: recipient,
      // An object here, too: the library's types know texts alone.
      ...(env.MAIL_BOUNCES_TO ? { envelope: { from: env.MAIL_BOUNCES_TO, to: recipient as unknown as string } } : {}),
      messageId: `<${name}@${new URL(publicUrl).hostname}>`,
      // What did not arrive is reported under this name (RFC 3461), and read by lib/infra/mail/delivery-status.ts.
      dsn: { envid: name, ret: "HDRS", notify: "FAILURE", orcpt: `rfc822;${to}` },
      // Nobody is to answer that they are out of office (RFC 3834 section 5).
      headers: { "Auto-Submitted": "auto-generated" },
    };
    await transport(env.SMTP_URL).sendMail(mail);
    return undefined;
  } catch (error) {
    return { failed: failureOf(error), reason: error instanceof Error ? error.message : String(error) };
  }
}

function failureOf(error: unknown): MailFailure {
  const { code, responseCode = 0 } = error as { code?: string; responseCode?: number };
  // 5yz is final (RFC 5321 section 4.2.1), and EENVELOPE says that it is about the recipient.
  if (code === "EENVELOPE" && responseCode >= 500) return "rejected";
  return responseCode > 0 ? "refused" : "unreachable";
}
