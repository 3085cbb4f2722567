/**
 * `sealbook seal`: a seal of the server's on a PDF that stays here. The document is prepared and completed on this machine, by the same code as
 * on the server; only its digest goes there, and a signature comes back.
 */

import { basename } from "node:path";
import type { paths, Sealbook } from "#lib/client/client.ts";
import { toHex } from "#lib/core/text/bytes.ts";
import { plain } from "#lib/core/text/plain-text.ts";
import { CommandError, type Context, EXIT, type ExitCode } from "#lib/infra/terminal/command.ts";
import { readFileUpTo, writeWhole } from "#lib/infra/terminal/files.ts";
import { print, printJson } from "#lib/infra/terminal/terminal.ts";
import type { SealPicture } from "#lib/pades/appearance.ts";
import { SIGNING } from "#lib/pades/cms.ts";
import { findKeyword } from "#lib/pades/keyword.ts";
import type { Place } from "#lib/pades/place.ts";
import {
  complete,
  coveredDigest,
  findPrepared,
  PDF_BYTES_MAX,
  type Prepared,
  prepare,
  readSignable,
} from "#lib/pades/prepare.ts";
import { PdfRefused } from "#lib/pades/refused.ts";
import { asking } from "./http.ts";
import { serverOf } from "./server.ts";

type Material = paths["/api/v1/seals/{id}/material"]["get"]["responses"]["200"]["content"]["application/json"];
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const LEVELS = ["B-B", "B-T"] as const;

export async function seal(context: Context): Promise<ExitCode> {
  const { operands, options, say } = context;
  const [path = ""] = operands;
  const { id, out, purpose } = { id: textOf(options.seal), out: textOf(options.out), purpose: textOf(options.purpose) };
  if (!UUID.test(id)) throw new CommandError(say("seal.badId"), { code: "usage" });
  const pdf = await readFileUpTo(path, { bytesMax: PDF_BYTES_MAX, say });
  const server = await serverOf(context);
  return await asking({ server, say }, async () => {
    try {
      const sealing = { client: server.client(), id, out, purpose, document: basename(path), pdf };
      return await (options.ask === true ? ask : sign)(sealing, context);
    } catch (error) {
      if (!(error instanceof PdfRefused)) throw error;
      const text = say(`/errors.${error.code}.detail`);
      throw new CommandError(text, { code: error.code, exitCode: EXIT.failed });
    }
  });
}

interface Sealing {
  client: Sealbook;
  id: string;
  out: string;
  purpose: string;
  /** How the document is called. */
  document: string;
  pdf: Uint8Array;
}

async function ask(sealing: Sealing, context: Context): Promise<ExitCode> {
  const { client, id, out, purpose, document } = sealing;
  const { say, json } = context;
  const { prepared, digest } = await preparedOf(sealing, context);
  const body = { purpose, document, covers: "digest", digest } as const;
  const { id: request } = await client.request("POST", "/api/v1/seals/{id}/requests", { path: { id }, body });
  await writeWhole(out, prepared.pdf, say);
  if (json) printJson({ request, digest, prepared: out });
  else print(say("seal.asked", { request, file: plain(out) }));
  return EXIT.ok;
}

async function sign(sealing: Sealing, context: Context): Promise<ExitCode> {
  const { client, id, out, purpose, document } = sealing;
  const { say, json, options } = context;
  const { prepared, digest } = await preparedOf(sealing, context);
  const level = LEVELS.find((each) => each === options.level);
  const request = textOf(options.request);
  const body = { purpose, document, digest, ...(level && { level }), ...(request && { request }) };
  const signed = await client.request("POST", "/api/v1/seals/{id}/sign", { path: { id }, body });
  await writeWhole(out, complete(prepared, new Uint8Array(Buffer.from(signed.cms, "base64"))), say);
  if (json) printJson({ use: signed.use, level: signed.level, digest, sealed: out });
  else print(say("seal.done", { file: plain(out), level: signed.level, use: signed.use }));
  return EXIT.ok;
}

const textOf = (option: string | true | undefined): string => (typeof option === "string" ? option : "");

/** What was prepared before, when an approval was asked for, is completed as it is. */
async function preparedOf(
  { client, id, pdf }: Sealing,
  context: Context,
): Promise<{ prepared: Prepared; digest: string }> {
  const { options } = context;
  const material = await client.request("GET", "/api/v1/seals/{id}/material", { path: { id } });
  const prepared =
    typeof options.request === "string"
      ? await findPrepared(pdf)
      : await prepare(await readSignable(pdf), {
          ...{ name: material.name, at: new Date(), reserveBytes: material.reserve },
          ...{ picture: pictureOf(material), strips: options.edges === true },
          reason: textOf(options.reason) || undefined,
          place: await placeOf(pdf, context),
        });
  return { prepared, digest: toHex(coveredDigest(prepared, SIGNING[material.signing].hash)) };
}

function pictureOf({ picture }: Material): SealPicture {
  const bytes = (text: string) => new Uint8Array(Buffer.from(text, "base64"));
  if (picture.kind === "drawing") return { ...picture, operators: bytes(picture.operators) };
  return { ...picture, colours: bytes(picture.colours), alpha: bytes(picture.alpha) };
}

async function placeOf(pdf: Uint8Array, { options, say }: Context): Promise<Place> {
  const { field, keyword, at } = options;
  if (typeof field === "string") return { by: "field", name: field };
  if (typeof keyword === "string") return { by: "point", ...(await findKeyword(pdf, { keyword, which: "last" })) };
  if (typeof at !== "string") return { by: "nothing" };
  const found = /^(-?[1-9]\d{0,3}):(\d{1,4}(?:\.\d{1,2})?),(\d{1,4}(?:\.\d{1,2})?)$/.exec(at);
  if (!found) throw new CommandError(say("seal.badPlace"), { code: "usage" });
  const [page = 1, x = 0, y = 0] = found.slice(1).map(Number);
  return { by: "position", page, x, y };
}
