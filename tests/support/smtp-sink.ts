/** A mail server on loopback that keeps what it is given, as far as RFC 5321 and RFC 3461 are needed for that. */

import type { AddressInfo } from "node:net";
import { createServer, type Server, type Socket } from "node:net";

export interface ReceivedMail {
  from: string;
  to: string[];
  /** The commands MAIL and RCPT as they came, with their parameters. */
  envelope: string[];
  /** The message as it came, headers and body. */
  data: string;
}

export interface SmtpSink {
  url: string;
  received: ReceivedMail[];
  /** What is answered to the recipient instead of 250; undefined: every recipient is fine. */
  refuse: string | undefined;
  stop(): Promise<void>;
}

export async function startSmtpSink(): Promise<SmtpSink> {
  const server: Server = createServer((socket) => converse(socket, sink));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const sink: SmtpSink = {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received: [],
    refuse: undefined,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
  return sink;
}

function converse(socket: Socket, sink: SmtpSink): void {
  let mail: ReceivedMail = { from: "", to: [], envelope: [], data: "" };
  let inData = false;
  let pending = "";
  const say = (line: string) => socket.write(`${line}\r\n`);
  const hear = (line: string) => {
    if (inData) {
      if (line !== ".") mail.data += `${line}\r\n`;
      else {
        inData = false;
        sink.received.push(mail);
        mail = { from: "", to: [], envelope: [], data: "" };
        say("250 kept");
      }
      return;
    }
    const [verb = ""] = line.toUpperCase().split(" ");
    if (verb === "EHLO") return say("250-sink\r\n250 DSN");
    if (verb === "MAIL" || verb === "RCPT") mail.envelope.push(line);
    if (verb === "MAIL") mail.from = /<(.*?)>/.exec(line)?.[1] ?? "";
    if (verb === "RCPT" && sink.refuse) return say(sink.refuse);
    if (verb === "RCPT") mail.to.push(/<(.*?)>/.exec(line)?.[1] ?? "");
    if (verb === "DATA") {
      inData = true;
      return say("354 go on");
    }
    if (verb !== "QUIT") return say("250 sink");
    socket.end("221 bye\r\n");
  };
  socket.on("error", () => {});
  socket.on("data", (chunk) => {
    const lines = (pending + chunk.toString()).split("\r\n");
    pending = lines.pop() ?? "";
    for (const line of lines) hear(line);
  });
  say("220 sink");
}

/** The plain or HTML part of a message, decoded. */
export function textOf(data: string, type: "plain" | "html" = "plain"): string {
  const part = data.slice(data.indexOf(`Content-Type: text/${type}`));
  const end = part.search(/\r\n----/);
  const [head = "", ...rest] = (end < 0 ? part : part.slice(0, end)).split("\r\n\r\n");
  const body = rest.join("\r\n\r\n");
  if (/base64/i.test(head)) return Buffer.from(body, "base64").toString();
  if (!/quoted-printable/i.test(head)) return body;
  const bytes = body.replace(/=\r\n/g, "").replace(/=([0-9A-F]{2})/g, (_, hex) => `%${hex}`);
  return decodeURIComponent(bytes.replace(/%(?![0-9A-F]{2})/g, "%25"));
}
