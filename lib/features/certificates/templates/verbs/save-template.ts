import { sha256, toBase64, utf8 } from "#lib/core/text/bytes.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import { proven } from "#lib/gate/proven.ts";
import { requirePermission } from "#lib/gate/require.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { findTemplate } from "../rows.ts";
import { writeTemplateDocument } from "../schema/document.ts";
import type { TemplateDocument } from "../types.ts";
import { lockTemplate } from "./lock-template.ts";

export interface Saved {
  number: number;
  /** Base64, of the document's canonical JSON: what the next save is built upon. */
  sha256: string;
}

/**
 * Keeps what somebody designed as the template's draft; where the newest version is published, as the draft of the next. No audit row:
 * a draft is nobody's certificate, and what is published is told of.
 *
 * @param input.document absent: only the name is changed
 * @param input.basis digest of the version that was worked on, base64: who saves over somebody else's work is told
 * @throws {SealbookError} `forbidden`, `scope_missing`, `organisation_suspended`; `not_found`, `template_retired`; `conflict`
 */
export async function saveTemplate(input: {
  actor: MemberActor;
  id: string;
  document?: TemplateDocument | undefined;
  name?: string | undefined;
  basis?: string | undefined;
}): Promise<Saved> {
  requirePermission(input.actor, "templates:write");
  const { actor, id, document, name, basis } = input;
  const { organisationId } = actor;
  const text = document && writeTemplateDocument(document);
  const behind = (tx: Tx) => lockTemplate(tx, id);
  return await proven({ actor, authority: "templates:write", activeOnly: true, behind }, async (tx) => {
    const template = await findTemplate(organisationId, id, tx);
    if (!template) throw new SealbookError("not_found");
    if (template.retiredAt) throw new SealbookError("template_retired");
    const newest = await tx.certificateTemplateVersion.findFirstOrThrow({
      where: { templateId: id },
      orderBy: { number: "desc" },
      select: { number: true, sha256: true, publishedAt: true },
    });
    const before = toBase64(new Uint8Array(newest.sha256));
    if (basis !== undefined && basis !== before) throw new SealbookError("conflict");
    if (name !== undefined && name !== template.name) {
      await tx.certificateTemplate.update({ where: { id }, data: { name }, select: { id: true } });
    }
    const digest = text === undefined ? newest.sha256 : new Uint8Array(sha256(utf8(text)));
    const saved = { number: newest.number, sha256: toBase64(digest) };
    if (text === undefined || before === saved.sha256) return saved;
    return { ...saved, number: await keep(tx, { id, newest, text, digest }) };
  });
}

async function keep(
  tx: Tx,
  {
    id: templateId,
    newest,
    text: document,
    digest,
  }: {
    id: string;
    newest: { number: number; publishedAt: Date | null };
    text: string;
    digest: Uint8Array<ArrayBuffer>;
  },
): Promise<number> {
  const data = { document, sha256: digest, savedAt: new Date() };
  const select = { number: true } as const;
  if (newest.publishedAt) {
    const next = { ...data, templateId, number: newest.number + 1 };
    return (await tx.certificateTemplateVersion.create({ data: next, select })).number;
  }
  const where = { templateId_number: { templateId, number: newest.number } };
  return (await tx.certificateTemplateVersion.update({ where, data, select })).number;
}
