"use server";

import { redirect } from "next/navigation";
import type { z } from "zod";
import { action, buttonAction } from "#lib/gate/action.ts";
import { countOrRefuse } from "#lib/gate/admit.ts";
import { requirePermission } from "#lib/gate/require.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { PKCS12_BYTES_MAX } from "#lib/infra/keys/pkcs12/read-pkcs12.ts";
import { SealbookError } from "#lib/words/errors.ts";
import type { newSealSchema } from "./schema/api.ts";
import {
  asideFormSchema,
  certifyFormSchema,
  changedSealFormSchema,
  decisionFormSchema,
  endGrantFormSchema,
  grantFormSchema,
  newSealFormSchema,
  requestFormSchema,
  revocationFormSchema,
} from "./schema/pages.ts";
import { decideRequest } from "./verbs/ask-for-use.ts";
import { certifySeal, requestSealCertificate } from "./verbs/certify-seal.ts";
import { changeSeal, revokeSeal } from "./verbs/change-seal.ts";
import { createSeal } from "./verbs/create-seal.ts";
import { changeGrant } from "./verbs/grant-seal.ts";

const PATH = "/contracts/seals";
/** With a key in a file beside it: a form has a megabyte in all. */
const PICTURE_FORM_BYTES_MAX = 700 * 1024;
const REQUESTS = "/contracts/requests";
const pathOf = ({ id }: { id: string }) => `${PATH}/${id}`;

type NewSealForm = z.output<typeof newSealFormSchema>;

export const createSealAction = action({
  schema: newSealFormSchema,
  secrets: ["password", "secret"],
  verb: async ({ actor, data }) => {
    requirePermission(actor, "seals:manage");
    // A key is made, or a file's password tried in many rounds.
    await countOrRefuse(RATE_LIMITS.costly, actor.organisationId);
    const { name, fourEyes, purposes, unit } = data;
    const [picture, key] = [await pictureIn(data), await keyIn(data)];
    const seal = await createSeal({ actor, name, fourEyes, purposes, picture, key, ...(unit && { unit }) });
    redirect(pathOf(seal));
  },
  revalidate: PATH,
});

async function pictureIn(data: NewSealForm): Promise<z.output<typeof newSealSchema>["picture"]> {
  const { width, png, words, shape, caption, code, color } = data;
  if (data.picture === "png") {
    if (png === undefined) throw new SealbookError("value_missing", { field: "png" });
    if (png.size > PICTURE_FORM_BYTES_MAX) throw new SealbookError("seal_picture_too_large", { field: "png" });
    return { png: await base64Of(png), width };
  }
  if (words === undefined) throw new SealbookError("value_missing", { field: "words" });
  const hasRing = shape === "round" || shape === "oval";
  return { design: { shape, words, color, width, ...(hasRing && { caption, code }) } };
}

async function keyIn(data: NewSealForm): Promise<z.output<typeof newSealSchema>["key"]> {
  const { key, make, pkcs12, password } = data;
  if (key === "make") return { make };
  if (key === "remote") {
    const { url, secret, certificates } = data;
    if (url === undefined) throw new SealbookError("value_missing", { field: "url" });
    if (secret === undefined) throw new SealbookError("value_missing", { field: "secret" });
    if (certificates === undefined) throw new SealbookError("value_missing", { field: "certificates" });
    return { remote: { url, secret, certificates } };
  }
  if (pkcs12 === undefined) throw new SealbookError("value_missing", { field: "pkcs12" });
  if (pkcs12.size > PKCS12_BYTES_MAX) throw new SealbookError("key_file_malformed", { field: "pkcs12" });
  return { pkcs12: await base64Of(pkcs12), password };
}

const base64Of = async (file: File): Promise<string> => Buffer.from(await file.arrayBuffer()).toString("base64");

/** Answers with a request for a certificate, in PEM. */
export const requestCertificateAction = action({
  schema: requestFormSchema,
  done: (request: string) => request,
  verb: async ({ actor, data: { id, commonName } }) => {
    requirePermission(actor, "seals:manage");
    await countOrRefuse(RATE_LIMITS.costly, actor.organisationId);
    return await requestSealCertificate({ actor, id, subject: { commonName } });
  },
});

export const certifySealAction = action({
  schema: certifyFormSchema,
  clears: ["certificates"],
  verb: ({ actor, data }) => certifySeal({ actor, ...data }),
  revalidate: pathOf,
});

export const changeSealAction = action({
  schema: changedSealFormSchema,
  verb: ({ actor, data: { id, fourEyes, wasFourEyes, ...change } }) =>
    // What somebody else asked for meanwhile is not answered by saving another name.
    changeSeal({ actor, id, change: { ...change, ...(fourEyes !== wasFourEyes && { fourEyes }) } }),
  revalidate: pathOf,
});

/** The second person's word on setting four eyes aside; or anybody's that they stay. */
export const setAsideAction = action({
  schema: asideFormSchema,
  verb: ({ actor, data: { id, fourEyes } }) => changeSeal({ actor, id, change: { fourEyes: fourEyes === "on" } }),
  revalidate: pathOf,
});

type Named = { user: string } | { key: string };

function partyIn(party: z.output<typeof endGrantFormSchema>["party"]): Named {
  const [kind, id = ""] = party.split(" ");
  return kind === "user" ? { user: id } : { key: id };
}

export const grantSealAction = action({
  schema: grantFormSchema,
  clears: ["party", "purposes"],
  verb: ({ actor, data: { id, party, purposes } }) => changeGrant({ actor, id, item: { ...partyIn(party), purposes } }),
  revalidate: pathOf,
});

export const endGrantAction = buttonAction({
  schema: endGrantFormSchema,
  returnTo: pathOf,
  verb: ({ actor, data: { id, party } }) =>
    changeGrant({ actor, id, item: { ...partyIn(party), purposes: undefined } }),
  revalidate: pathOf,
});

export const revokeSealAction = action({
  schema: revocationFormSchema,
  verb: ({ actor, data: { id, reason = "" } }) => revokeSeal({ actor, id, reason }),
  revalidate: pathOf,
});

/** Says by itself why a request cannot be decided. */
export const decideRequestAction = action({
  schema: decisionFormSchema,
  verb: ({ actor, data: { id, request, decision } }) =>
    decideRequest({ actor, id, request, approved: decision === "approve" }),
  revalidate: REQUESTS,
});
