/**
 * `sealbook verify` of a certificate: PDF, credential, presentation, badge or receipt. What the issuer and the ledger say about it comes out of
 * files, or with --online from the issuer's host; else it is not checked, and never taken for good.
 */
import { fromUtf8 } from "#lib/core/text/bytes.ts";
import { plain } from "#lib/core/text/plain-text.ts";
import { readPredicateName } from "#lib/credentials/predicates.ts";
import { askIssuer } from "#lib/features/certificates/verdict/checks.ts";
import { CommandError, type Context, EXIT, type ExitCode } from "#lib/infra/terminal/command.ts";
import { readFileUpTo } from "#lib/infra/terminal/files.ts";
import { cells, padded, print, printJson, table } from "#lib/infra/terminal/terminal.ts";
import type { Say } from "#lib/infra/terminal/words.ts";
import { ANSWER_BYTES_MAX, collectSources, entriesOf, issuerPlace } from "#lib/verify/certificate/collect.ts";
import type { OpenedCertificate } from "#lib/verify/certificate/opened.ts";
import type { NamedDomain } from "#lib/verify/certificate/seen-domains.ts";
import type { CertificateGiven, Sources } from "#lib/verify/certificate/sources.ts";
import { verifyCertificate } from "#lib/verify/certificate/verify.ts";
import {
  type CertificateVerdict,
  type CertificateVerification,
  type ShownContent,
  sentencesOf,
} from "#lib/verify/certificate/words.ts";

export const CERTIFICATE_OPTIONS = ["online", "did", "keys", "status-list", "statuses", "date"] as const;
/** One line, the widest that help and terminals show. */
const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** Revoked and its like have a code of their own, as has what is only not valid on the date asked for. */
export const CERTIFICATE_EXIT: Record<CertificateVerdict, ExitCode> = {
  valid: EXIT.ok,
  content_mismatch: EXIT.failed,
  failed: EXIT.failed,
  issued_after_compromise: EXIT.failed,
  seal_missing: EXIT.failed,
  could_not_check: EXIT.impossible,
  issuer_unproven: EXIT.unproven,
  pages_altered: EXIT.resaved,
  revoked: EXIT.withdrawn,
  suspended: EXIT.withdrawn,
  superseded: EXIT.withdrawn,
  expired: EXIT.period,
  not_yet_valid: EXIT.period,
};

export async function verifyCertificateFile(
  opened: OpenedCertificate,
  { context, path, trust }: { context: Context; path: string; trust: CertificateGiven["trust"] },
): Promise<ExitCode> {
  const { json } = context;
  const at = dateOf(context);
  const sources = { ...(await fetched(opened, context)), ...(await readSources(context)) };
  const verification = await verifyCertificate(opened, { sources, trust, now: new Date(), at });
  const exitCode = CERTIFICATE_EXIT[verification.verdict];
  if (json) printJson({ exitCode, certificate: verification });
  else print(certificateReport(verification, { path, say: context.say }));
  return exitCode;
}

/** The end of that day: what is valid until some time of it is looked at as of its beginning. */
function dateOf({ options, say }: Context): Date | undefined {
  const { date } = options;
  if (date === undefined) return undefined;
  const day = typeof date === "string" && DATE.test(date) ? new Date(`${date}T00:00:00.000Z`) : undefined;
  if (day === undefined || Number.isNaN(day.getTime()) || day.toISOString().slice(0, 10) !== date) {
    throw new CommandError(say("verify.certificate.dateBad"), { code: "usage" });
  }
  return day;
}

async function fetched(opened: OpenedCertificate, { options, installation: _ }: Context): Promise<Sources> {
  if (options.online === undefined) return {};
  const sources = await collectSources(opened, async (address) => {
    try {
      const { hostname, port, protocol } = new URL(address);
      const isHere = hostname === "localhost" || hostname === "127.0.0.1";
      const own = `${hostname}:${port || (protocol === "https:" ? 443 : 80)}`;
      return fromUtf8(await askIssuer(address, isHere ? [own] : []));
    } catch {
      return undefined;
    }
  });
  const { did } = issuerPlace(opened) ?? {};
  const { domains = [] } = sources;
  if (did === undefined || domains.length === 0) return { ...sources, domains: undefined };
  const [{ seenDomains }, { lookAtDomain }] = await Promise.all([
    import("#lib/verify/certificate/seen-domains.ts"),
    import("#lib/features/certificates/issuers/checks.ts"),
  ]);
  const look = async (named: NamedDomain) => (await lookAtDomain(named)) === "proven";
  return { ...sources, domains: await seenDomains(domains, { did, look }) };
}

async function readSources({ options, say }: Context): Promise<Sources> {
  const read = async (name: (typeof CERTIFICATE_OPTIONS)[number]): Promise<string | undefined> => {
    const path = options[name];
    if (typeof path !== "string") return undefined;
    const text = fromUtf8(await readFileUpTo(path, { bytesMax: ANSWER_BYTES_MAX, say }));
    if (text === undefined) throw new CommandError(say("verify.certificate.notText", { path }), { code: "not_text" });
    return text;
  };
  const [document, history, statusList, statuses] = [
    await read("did"),
    await read("keys"),
    await read("status-list"),
    await read("statuses"),
  ];
  return {
    ...(document === undefined ? {} : { document }),
    ...(history === undefined ? {} : { history }),
    ...(statusList === undefined ? {} : { statusList }),
    ...(statuses === undefined ? {} : { statuses: entriesOf(statuses) }),
  };
}

export function certificateReport(
  verification: CertificateVerification,
  { path, say }: { path: string; say: Say },
): string {
  const { verdict, steps, seal } = verification;
  const { headline, body } = sentencesOf(verification);
  const open = steps
    .filter(({ status: outcome, reason }) => outcome === "unchecked" && reason !== "domain_unproven")
    .map(({ name }) => say(`/certificateVerdict.name.${name}`));
  const lines = [
    `${plain(path)}\n`,
    stepLines(verification, say),
    contentLines(verification, say),
    sinceLines(verification, say),
    `${say(`/certificateVerdict.headline.${headline}`)}\n${say(`/certificateVerdict.body.${body}`)}\n`,
    ...(open.length > 0
      ? [`${say("/certificateVerdict.open", { steps: open.join(say("/certificateVerdict.separator")) })}\n`]
      : []),
    ...(verdict === "seal_missing" && seal?.approvers?.length
      ? [
          `${say("/certificateVerdict.seal.approvers", {
            threshold: seal.threshold ?? 1,
            count: seal.approvers.length,
            names: seal.approvers.map(plain).join(say("/certificateVerdict.separator")),
          })}\n`,
        ]
      : []),
    ...(verification.shown ? [`${say("/certificateVerdict.reminder")}\n`] : []),
  ];
  return lines.filter((line) => line !== "").join("\n");
}

function stepLines({ steps }: CertificateVerification, say: Say): string {
  const widest = (texts: string[]) => Math.max(...texts.map(cells));
  const statuses = (["ok", "failed", "unchecked", "not_applicable"] as const).map((status) =>
    say(`/certificateVerdict.status.${status}`),
  );
  const statusWidth = widest(statuses);
  const nameWidth = widest(steps.map(({ name }) => say(`/certificateVerdict.name.${name}`)));
  return steps
    .map((step) => {
      const { name, status } = step;
      const sentence = say(
        status === "ok" ? `/certificateVerdict.ok.${name}` : `/certificateVerdict.reason.${step.reason}`,
      );
      const head = `  ${padded(say(`/certificateVerdict.status.${status}`), statusWidth)}  ${padded(say(`/certificateVerdict.name.${name}`), nameWidth)}`;
      const found = status !== "ok" && step.found !== undefined ? ` (${plain(step.found)})` : "";
      return `${head}  ${sentence}${found}\n`;
    })
    .join("");
}

/** Nothing of a certificate that does not hold: then there is no content in the verification. */
function contentLines(verification: CertificateVerification, say: Say): string {
  const { form, shown, issuer, period, id, ledger, verdict } = verification;
  if (shown === undefined) return "";
  const rows: [string, string][] = [[say("/certificateVerdict.content.title"), plain(shown.title)]];
  const add = (label: string, value: string | undefined) => {
    if (value !== undefined) rows.push([label, plain(value)]);
  };
  add(say("/certificateVerdict.content.holder"), shown.holder);
  const proven = issuer?.isProven
    ? say("/certificateVerdict.issuer.proven", {
        domains: issuer.domains.map(({ domain }) => plain(domain)).join(", "),
      })
    : say("/certificateVerdict.issuer.unproven");
  rows.push([say("/certificateVerdict.content.issuer"), `${plain(shown.issuerName)} (${proven})`]);
  if (issuer?.named) rows.push(["", say("/certificateVerdict.issuer.named", { domains: issuer.named.join(", ") })]);
  add(say("/certificateVerdict.issuer.did"), issuer?.did);
  for (const { name, value } of shown.fields) add(plain(name), value);
  for (const { name, holds } of shown.predicates)
    add(predicateWords(name, say), say(`/certificateVerdict.content.predicate.${holds ? "holds" : "fails"}`));
  add(say("/certificateVerdict.content.from"), period?.from);
  add(say("/certificateVerdict.content.until"), period?.until);
  add(say("/certificateVerdict.content.id"), id);
  if (ledger)
    add(say("/certificateVerdict.ledger.title"), `${ledger.origin} ${ledger.index ?? ""} ${ledger.receivedAt}`);
  const hidden = form === "bbs" ? unlinkableLines(shown.hidden, say) : hiddenLines(shown.hidden, say);
  const note = verdict === "issuer_unproven" ? `${say("/certificateVerdict.content.selfStated")}\n` : "";
  return `${note}${table(rows)}${hidden}`;
}

function hiddenLines({ fields, predicates }: ShownContent["hidden"], say: Say): string {
  const lines = [
    fields > 0 ? say("/certificateVerdict.content.hidden", { count: fields }) : "",
    predicates > 0 ? say("/certificateVerdict.content.hiddenStatements", { count: predicates }) : "",
  ];
  return lines.map((line) => (line === "" ? "" : `${line}\n`)).join("");
}

/** What such a proof shows, and what it does not: nobody may take it for more. */
function unlinkableLines({ either = 0 }: ShownContent["hidden"], say: Say): string {
  const hidden =
    either > 0
      ? say("/certificateVerdict.content.unlinkable.hidden", { count: either })
      : say("/certificateVerdict.content.unlinkable.hiddenNone");
  const lines = [
    say("/certificateVerdict.content.unlinkable.signed"),
    hidden,
    say("/certificateVerdict.content.unlinkable.unlinkable"),
    say("/certificateVerdict.content.unlinkable.bearer"),
  ];
  return `\n${lines.join("\n")}\n`;
}

/** "score: at least 90" */
function predicateWords(name: string, say: Say): string {
  const rule = readPredicateName(name);
  if (rule === undefined) return plain(name);
  return say(`/certificateVerdict.content.predicates.${rule.kind}`, { field: rule.field, value: rule.value });
}

function sinceLines({ status, compromise }: CertificateVerification, say: Say): string {
  const rows: [string, string][] = [];
  if (status && status.state !== "active") {
    if (status.at) rows.push([say("/certificateVerdict.since.at"), status.at]);
    rows.push([
      say("/certificateVerdict.since.reason"),
      plain(status.reason ?? say("/certificateVerdict.since.noReason")),
    ]);
    if (status.replacement) rows.push([say("/certificateVerdict.since.replacement"), status.replacement]);
    if (status.index !== undefined) rows.push([say("/certificateVerdict.since.entry"), `${status.index}`]);
  }
  if (compromise) {
    rows.push([say("/certificateVerdict.compromise.asOf"), compromise.asOf]);
    if (compromise.issuedAt) rows.push([say("/certificateVerdict.compromise.issuedAt"), compromise.issuedAt]);
  }
  return rows.length === 0 ? "" : table(rows);
}
