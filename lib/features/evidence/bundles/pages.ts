/** Bundles for pages and answers. */
import { publicUrl } from "#lib/env.ts";
import { fileReceipt, loadEvidence } from "#lib/features/evidence/records/pages/json.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { type FilesAsked, findBundle, findKept, listFiles } from "./rows.ts";
import { type BundleJson, type FilesQuery, filesQuerySchema } from "./schema.ts";

/** @throws {SealbookError} `not_found`: the actor's organisation has no such bundle */
export async function loadBundle(actor: MemberActor, id: string): Promise<BundleJson> {
  const [evidence, bundle] = await Promise.all([loadEvidence(actor, id), findBundle(actor, id)]);
  if (!evidence || !bundle) throw new SealbookError("not_found");
  const self = `${publicUrl}/api/v1/bundles/${id}`;
  const { files, bytes } = bundle;
  const links = { files: `${self}/files`, list: `${self}/list` };
  return { ...evidence, bundle: { files, ...(bytes === undefined ? {} : { bytes }), links } };
}

const HEX_DIGEST = /^[0-9a-f]{64}$/;
/** Files of one page of the console. */
const FILES_PER_PAGE = 50;

/** What a member's page of a record shows of what is in it; undefined for a record of one content. */
export async function loadBundleCard(
  actor: MemberActor,
  { id, q, after }: { id: string; q: string | undefined; after: string | undefined },
) {
  const bundle = await findBundle(actor, id);
  if (!bundle) return undefined;
  // A whole digest is one, a part of it is part of a name.
  const by = HEX_DIGEST.test(q ?? "") ? { sha256: q } : { q };
  const search = filesQuerySchema.safeParse({ limit: FILES_PER_PAGE, ...by, cursor: after });
  const asked = search.success ? search.data : { limit: FILES_PER_PAGE };
  const { files: count, bytes } = bundle;
  return { ...(await loadContents(actor, { id, asked })), q: search.success ? (q ?? "") : "", count, bytes };
}

/** With the record of each file's content, where that is kept. */
async function loadContents(actor: MemberActor, { id, asked }: { id: string; asked: FilesAsked }) {
  const { files, next } = await listFiles(id, asked);
  const kept = await findKept(
    actor,
    files.map(({ sha256 }) => sha256),
  );
  return { files: files.map((file) => ({ ...file, evidenceId: kept.get(file.sha256) })), next };
}

/** @throws {SealbookError} as `loadBundle` */
export async function loadFiles(actor: MemberActor, id: string, query: FilesQuery) {
  if (!(await findBundle(actor, id))) throw new SealbookError("not_found");
  const { files, next } = await loadContents(actor, { id, asked: query });
  const items = files.map(({ evidenceId, ...file }) => {
    const record = evidenceId && `${publicUrl}/api/v1/evidence/${evidenceId}`;
    const kept = record ? { evidence: record, content: `${record}/content` } : {};
    return { ...file, links: { receipt: fileReceipt(id, file.place), ...kept } };
  });
  return { items, ...(next === undefined ? {} : { next }) };
}
