/** What a witness shows to anyone: the latest cosigned checkpoints, what speaks against logs, a page, its health. */
import { toBase64 } from "#lib/core/text/bytes.ts";
import { plain } from "#lib/core/text/plain-text.ts";
import type { Kept } from "./evidence-store.ts";
import { originHash } from "./log-list.ts";
import { jsonReply, PLAIN, plainReply, type Reply } from "./reply.ts";
import type { Witness } from "./witness.ts";

const LOG_PATH = /^\/([0-9a-f]{64})\/(checkpoint|conflicts)(?:\/([0-9a-f]{32}))?$/;
const NOT_FOUND = "there is nothing at this address";

/** @param path without the prefix */
export async function monitoringReply(witness: Witness, path: string): Promise<Reply> {
  if (path === "/") return await frontPage(witness);
  const [, hash, what, id] = LOG_PATH.exec(path) ?? [];
  if (hash === undefined) return plainReply(404, NOT_FOUND);
  if (what === "conflicts") return await conflictsReply(witness, hash, id);
  const latest = id === undefined ? witness.latest(hash) : undefined;
  return latest ? { status: 200, body: latest.note, type: PLAIN } : plainReply(404, NOT_FOUND);
}

async function conflictsReply(witness: Witness, hash: string, id: string | undefined): Promise<Reply> {
  const kept = witness.evidence.of(hash);
  if (id !== undefined) {
    const found = kept.find(({ document }) => document.id === id);
    return found ? jsonReply(found.document) : plainReply(404, NOT_FOUND);
  }
  const origin = await originOf(witness, hash);
  if (origin === undefined) return plainReply(404, NOT_FOUND);
  const listed = (kind: string) => kept.filter(({ document }) => document.kind === kind).map(summary);
  return jsonReply({
    origin,
    witness: witness.keys[0].text,
    conflicts: listed("conflict"),
    unproven: listed("unproven"),
  });
}

function summary({ document, seen, shown }: Kept): Record<string, string> {
  return {
    id: document.id,
    at: document.at,
    path: `conflicts/${document.id}`,
    seenSize: `${seen.size}`,
    seenRoot: toBase64(seen.root),
    shownSize: `${shown.size}`,
    shownRoot: toBase64(shown.root),
  };
}

async function originOf(witness: Witness, hash: string): Promise<string | undefined> {
  const known = [...(await witness.logs()).keys()].find((origin) => originHash(origin) === hash);
  return known ?? witness.latest(hash)?.checkpoint.origin ?? witness.evidence.of(hash)[0]?.document.origin;
}

/** Whether this witness can cosign for every log that it knows. */
export function healthReply(witness: Witness, version: string): Reply {
  const broken = [...witness.broken];
  const isWell = broken.length === 0 && !witness.lost.aborted;
  return jsonReply({ status: isWell ? "ok" : "failing", version, broken }, isWell ? 200 : 503);
}

async function frontPage(witness: Witness): Promise<Reply> {
  const known = await witness.logs();
  const latest = new Map(witness.allLatest().map((each) => [each.checkpoint.origin, each]));
  const origins = [...new Set([...known.keys(), ...latest.keys()])].sort();
  const rows = origins.map((origin) => {
    const hash = originHash(origin);
    const of = latest.get(origin);
    const conflicts = witness.evidence.of(hash).filter(({ document }) => document.kind === "conflict").length;
    return [
      `<tr><td>${text(origin)}${known.has(origin) ? "" : " (no longer cosigned 不再见证)"}</td>`,
      `<td>${of ? `<a href="${hash}/checkpoint">${of.checkpoint.size}</a>` : "–"}</td>`,
      `<td>${of ? iso(of.timestamp) : "–"}</td><td>${of ? age(of.timestamp) : "–"}</td>`,
      `<td><a href="${hash}/conflicts">${conflicts}</a></td></tr>`,
    ].join("");
  });
  const { name, keys } = witness;
  const body = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${text(name)}</title>
<style>body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:64rem;padding:0 1rem}code{overflow-wrap:anywhere}table{border-collapse:collapse}td,th{text-align:left;padding:.25rem 1rem .25rem 0;overflow-wrap:anywhere}</style>
</head><body><h1>${text(name)}</h1>
<p>A witness of transparency logs (C2SP tlog-witness). It cosigns a checkpoint only if the log still contains everything that this witness cosigned before.<br>
<span lang="zh-CN">透明日志的见证节点（C2SP tlog-witness）：只有当账本仍包含此前见证过的全部内容时，才为其检查点签名。</span></p>
<p>Verifier keys 验证公钥：</p>
${keys.map((key) => `<p><code>${text(key.text)}</code></p>`).join("\n")}
<table><thead><tr><th>Log 账本</th><th>Size 条数</th><th>Cosigned 见证时间</th><th>Age 距今</th><th>Conflicts 冲突</th></tr></thead>
<tbody>
${rows.join("\n")}
</tbody></table></body></html>
`;
  const headers = { "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'" };
  return { status: 200, body, type: "text/html; charset=utf-8", headers };
}

/** Seconds beyond what a date can hold stand as they are. */
function iso(timestamp: bigint): string {
  const date = new Date(Number(timestamp) * 1_000);
  return Number.isNaN(date.getTime()) ? `${timestamp}` : date.toISOString().replace(".000Z", "Z");
}

function age(timestamp: bigint): string {
  return `${Math.max(0, Math.floor(Date.now() / 1_000) - Number(timestamp))} s`;
}

function text(value: string): string {
  const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
  return plain(value).replace(/[&<>"']/g, (character) => entities[character] ?? "");
}
