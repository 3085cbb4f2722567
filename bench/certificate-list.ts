/** The console's list of certificates at a hundred thousand: what the server does for one page, the page's drawing aside. */
import { v7 as uuidv7 } from "uuid";
import { listCertificates } from "#lib/features/certificates/issuing/rows/certificates.ts";
import type { CertificateFilter, CertificateSummary } from "#lib/features/certificates/issuing/types.ts";
import type { OrganisationId } from "#lib/gate/actor.ts";
import { whole } from "#lib/gate/reach.ts";
import type { Cursor } from "#lib/infra/db/cursor-page.ts";
import { pool } from "#lib/infra/db/pool.ts";
import type { IssuingPlace } from "#tests/features/certificates/issuing/issuing-place.ts";
import { ownerPool } from "#tests/support/ledger.ts";
import { type Measurement, median, timed } from "./measure.ts";

const CERTIFICATES = 100_000;
const BATCHES = 10;
const RUNS = 9;
const LIMIT_MS = 300;
/** What texts of a certificate take, compressed by nobody. */
const CREDENTIAL_BYTES = 2_500;

interface Asked {
  what: string;
  filter?: CertificateFilter;
  cursor?: Cursor;
  /** Says whether the page holds what it must: a quick wrong answer is no measurement. */
  holds: (rows: CertificateSummary[]) => boolean;
}

export async function benchCertificateList(place: IssuingPlace, say: (line: string) => void): Promise<Measurement[]> {
  await fill(place);
  const { rows } = await pool().query<{ id: string }>(
    "SELECT id FROM certificate WHERE organisation_id = $1 ORDER BY id OFFSET $2 LIMIT 1",
    [place.organisation.id, CERTIFICATES / 2],
  );
  const measurements: Measurement[] = [];
  for (const asked of questions(rows[0]?.id ?? "")) {
    const milliseconds = await cost(place.organisation.id, asked);
    say(`certificates, ${asked.what}: ${milliseconds.toFixed(1)} ms`);
    measurements.push({
      what: `list of ${CERTIFICATES} certificates: ${asked.what}`,
      figure: `${milliseconds.toFixed(1)} ms`,
      aim: `< ${LIMIT_MS} ms`,
      holds: milliseconds < LIMIT_MS,
    });
  }
  return measurements;
}

function questions(middle: string): Asked[] {
  const full = (rows: CertificateSummary[]) => rows.length === 50;
  const none = (rows: CertificateSummary[]) => rows.length === 0;
  return [
    { what: "the first page", holds: full },
    { what: "a page in the middle", cursor: { older: middle }, holds: full },
    { what: "a name that one has", filter: { name: "学员𠮷 77777 号" }, holds: (rows) => rows.length === 1 },
    { what: "a name that nobody has", filter: { name: "nobody of this name" }, holds: none },
    { what: "an address", filter: { email: "Holder500@Example.com" }, holds: (rows) => rows.length === 1 },
    { what: "revoked ones, one in a thousand", filter: { state: "revoked" }, holds: full },
    { what: "suspended ones, of which there are none", filter: { state: "suspended" }, holds: none },
    { what: "expired ones, of which there are none", filter: { state: "expired" }, holds: none },
    {
      what: "a name that nobody has, of those in force",
      filter: { state: "valid", name: "nobody of this name" },
      holds: none,
    },
    { what: "days without any", filter: { to: new Date("2020-01-01") }, holds: none },
  ];
}

async function cost(organisationId: OrganisationId, { what, filter = {}, cursor = {}, holds }: Asked): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    let rows: CertificateSummary[] = [];
    const read = async () => {
      rows = (await listCertificates(whole(organisationId), { filter, cursor })).rows;
    };
    times.push(await timed(read));
    if (!holds(rows)) throw new Error(`The list of certificates is wrong: ${what} (${rows.length} rows)`);
  }
  return median(times);
}

/** As issuing would have written them, without its drawing and signing; one in a thousand is revoked. */
async function fill({ organisation, issuer, template }: IssuingPlace): Promise<void> {
  const owner = ownerPool();
  const perBatch = CERTIFICATES / BATCHES;
  try {
    for (let batch = 0; batch < BATCHES; batch += 1) {
      const id = uuidv7();
      await owner.query(
        `INSERT INTO certificate_batch (id, organisation_id, issuer_id, template_id, template_version, name, state, created_by, size)
         VALUES ($1, $2, $3, $4, 1, 'B', 'issued', '{"kind":"worker"}', $5)`,
        [id, organisation.id, issuer.id, template, perBatch],
      );
      const ids = Array.from({ length: perBatch }, () => uuidv7());
      await owner.query(
        `INSERT INTO certificate (id, organisation_id, issuer_id, batch_id, leaf_index, holder_name, email, values, leaf, leaf_hash,
           credential, sd_jwt, pages_sha256, key_number, wallet_key_number, status_list, status_index, issued_at)
         SELECT c.id, $1, $2, $3, n - 1, '学员𠮷 ' || ($4 + n) || ' 号', 'holder' || ($4 + n) || '@example.com', '{"course":"数据结构"}',
           'leaf', sha256(c.id::text::bytea), repeat(md5(c.id::text), $6), 'x', sha256(c.id::text::bytea), 1, 1, 900 + $7, n - 1, now()
         FROM unnest($5::uuid[]) WITH ORDINALITY AS c (id, n)`,
        [organisation.id, issuer.id, id, batch * perBatch, ids, Math.floor(CREDENTIAL_BYTES / 32), batch],
      );
    }
    await owner.query(
      `INSERT INTO certificate_status (certificate_id, number, state, at, actor, statement, subject, issuer_id, status_list, status_index,
         list_change)
       SELECT id, 1, 'revoked', now(), '{"kind":"worker"}', 's', leaf_hash, issuer_id, status_list, status_index, 1 FROM certificate
       WHERE organisation_id = $1 AND status_list >= 900 AND leaf_index % 1000 = 0`,
      [organisation.id],
    );
    await owner.query("ANALYZE certificate, certificate_status, certificate_batch");
  } finally {
    await owner.end();
  }
}
