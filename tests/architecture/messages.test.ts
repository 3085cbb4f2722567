/** Both languages say everything, and nothing that nobody asks for: no message missing, empty or unused. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { findMessageUse, matcher } from "./message-use.ts";

/** Keys put together at run time, each with what stands in the place of `*`. Keep a pattern as narrow as it can be. */
const DYNAMIC: Record<string, string> = {
  "alerts.kinds.*.label": "kinds of alerts",
  "alerts.kinds.*.means": "kinds of alerts",
  "alerts.kinds.*.title": "kinds of alerts",
  "alerts.kinds.*.todo": "kinds of alerts",
  "alerts.states.*": "states of alerts",
  "auditLog.actions.*": "actions of the audit log",
  "auditLog.kinds.*": "kinds of actors",
  "auditLog.names.*": "facts that rows of the audit log tell",
  "auditLog.purposes.*": "purposes of one-time links",
  "auditLog.runs.*": "actions that are done over and over",
  "auditLog.sentences.*": "actions of the audit log",
  "auditLog.types.*": "types of evidence",
  "contractCheck.is.*": "what a file is, held against a contract",
  "contractCheck.isText.*": "what a file is, held against a contract",
  "contractCheck.means.*": "states of a contract",
  "contractCheck.none.*.text": "why no contract is shown",
  "contractCheck.none.*.title": "why no contract is shown",
  "contractCheck.partyStates.*": "states of a party",
  "contractCheck.roles.*": "roles of a party",
  "contractCheck.states.*": "states of a contract",
  "signingPage.asked.*": "roles of a party",
  "signingPage.over.*": "why nothing is to be done",
  "signingPage.overText.*": "why nothing is to be done",
  "signingPage.partyStates.*": "states of a party",
  "signingPage.roles.*": "roles of a party",
  "cli.bundle.*": "what a folder differs in from its list",
  "cli.approvals.*": "what an approver said",
  "cli.approvals.failures.*": "why approvals do not hold",
  "cli.bounces.*": "what became of a report of a mail server",
  "delivery.failures.*": "why a letter did not arrive",
  "reference.about.*.text": "what holds for all of the API",
  "reference.about.*.title": "what holds for all of the API",
  "reference.operations.*": "operations of the API",
  "reference.parameters.*": "parameters of the API",
  "reference.statuses.s*": "statuses of answers",
  "reference.tags.*": "parts of the API",
  "developers.examples.flows.*": "flows of the examples",
  "developers.in.*": "where a parameter stands",
  "developers.limit.*": "against whom requests are counted",
  "developers.sandbox.*": "to whom the sandbox is open",
  "figures.ranges.*": "periods of figures",
  "figures.what.*.label": "figures of certificates",
  "figures.what.*.means": "figures of certificates",
  "issued.export.columns.*": "columns of an export",
  "batchDelivery.counts.*": "how the letters of a batch fared",
  "batches.faults.*": "faults of a draft",
  "batches.file.faults.*": "why a table cannot be read",
  "batches.states.*": "states of a batch",
  "certificatePage.over.*.text": "how a share ended",
  "certificatePage.over.*.title": "how a share ended",
  "certificateVerdict.body.*": "verdicts of a certificate",
  "certificateVerdict.content.predicate.*": "whether a predicate holds",
  "certificateVerdict.content.predicates.*": "kinds of predicates",
  "certificateVerdict.forms.*": "forms of a certificate",
  "certificateVerdict.headline.*": "verdicts of a certificate",
  "certificateVerdict.name.*": "steps of a certificate's verdict",
  "certificateVerdict.ok.*": "steps of a certificate's verdict",
  "certificateVerdict.reason.*": "reasons of a certificate's verdict",
  "certificateVerdict.since.*": "who says what became of it",
  "certificateVerdict.status.*": "statuses of a step",
  "checkUs.blocks.lines.*": "lines of a block header",
  "checkUs.claims.form.*": "texts that are signed or handed out",
  "checkUs.claims.means.*.*": "their members and lines",
  "checkUs.claims.member.*.*": "their members and lines",
  "checkUs.cose.member.*": "header parameters of a COSE receipt",
  "checkUs.proofs.check.*": "what is checked",
  "checkUs.proofs.limit.*": "what no check shows",
  "checkUs.proofs.open.*": "what no signature protects",
  "checkUs.proofs.shows.*": "what is checked",
  "claim.facts.*": "what kinds of claims state of their own",
  "claim.kinds.*": "kinds of claims",
  "claim.oldReceiptFindings.*": "what was found of another service's receipt",
  "claim.oldReceiptKinds.*": "kinds of such receipts",
  "claim.stated.*": "what is stated of another service",
  "claim.statuses.*": "statuses of a claim",
  "cli.audit.*": "phases and findings of an audit",
  "cli.audit.kind.*": "what an audit began with",
  "cli.audit.since.*": "how a ledger contradicts what was kept",
  "cli.audit.unchecked.*": "what an audit could not check any further",
  "cli.bag.problem.*": "codes of lib/core/bag/bag-problem.ts",
  "cli.bag.receipt.*": "what may be the matter with a receipt of a bag",
  "cli.bag.verdict.*": "exit codes of a bag",
  "cli.chain.*": "which neighbour of a missing event is held",
  "cli.chain.ledger.*": "what came of a ledger that was looked through",
  "cli.commands.*.description": "commands",
  "cli.commands.*.exit*": "commands",
  "cli.commands.*.summary": "commands",
  "cli.database.state.*": "states of keys",
  "cli.import.*": "what became of a record that is taken over",
  "cli.ledgerPublic.*": "on or off",
  "cli.mirror.*": "what became of a round of a mirror",
  "cli.mirror.usage.*": "ways to ask for a mirror that cannot be",
  "cli.mirrorProve.*": "what a mirror says about an entry",
  "cli.mirrorProve.usage.*": "ways to ask a mirror that cannot be",
  "cli.monitor.alarm.*": "kinds of alarms of a monitor",
  "cli.network.failure.*": "codes of lib/parties/ledger-reader/read-error.ts",
  "cli.network.trust.*": "keys that cannot be trusted",
  "cli.options.*": "options of commands",
  "cli.receipt.*": "ways to ask for a receipt that cannot be",
  "cli.submit.*": "states of evidence",
  "cli.usage.*": "mistakes in a command",
  "cli.verify.*": "reasons that the command line words by itself",
  "cli.verify.algorithms.*": "what is wrong with a line of a table of algorithms",
  "cli.verify.policy.*": "what is wrong with a line of a policy",
  "cli.verify.status.*": "statuses of a step",
  "cli.verify.verdict.*": "verdicts",
  "cli.witness.failed.*": "codes of lib/parties/witness/witness-error.ts",
  "delivery.states.*": "states of letters",
  "elsewhere.body.*": "verdicts of another system's certificate",
  "elsewhere.headline.*": "verdicts of another system's certificate",
  "elsewhere.name.*": "steps of a check of another system's certificate",
  "elsewhere.ok.*": "steps of a check of another system's certificate",
  "auditDays.*Of": "what is downloaded of a day",
  "auditDays.get.*": "what is downloaded of a day",
  "cli.auditLog.findings.*": "what is wrong with a day of the audit log",
  "cli.auditLog.outcomes.*": "what the check of a day comes to",
  "usage.what.*": "what is used",
  "elsewhere.reason.*": "reasons of a check of another system's certificate",
  "elsewhere.stated.*": "what another system's certificate states",
  "elsewhere.status.*": "statuses of a step",
  "elsewhere.system.*": "systems that issue certificates",
  "signatures.*": "what is said of a signature of a PDF",
  "signatures.body.*": "headlines of the signatures of a PDF",
  "signatures.by.*": "what forbids a change",
  "signatures.change.*": "kinds of changes after a signature",
  "signatures.headline.*": "headlines of the signatures of a PDF",
  "contractTemplates.designer.clause.kinds.*": "kinds of blocks",
  "contractTemplates.designer.condition.comparisons.*": "how values are compared",
  "contractTemplates.designer.field.kinds.*": "kinds of fields",
  "contractTemplates.designer.forms.*": "forms of values",
  "contractTemplates.designer.problems.*": "what is wrong with a document",
  "contractTemplates.designer.value.kinds.*": "kinds of values",
  "contractTemplates.languages.*": "languages of contracts",
  "contractTemplates.new.forms.*": "what templates are",
  "contractTemplates.page.forms.*": "what templates are",
  "contractTemplates.states.*": "states of templates",
  "envelopes.new.orders.*": "orders of parties",
  "envelopes.new.roles.*": "roles of parties",
  "envelopes.page.eventKinds.*": "kinds of events",
  "envelopes.partyStates.*": "states of parties",
  "envelopes.states.*": "states of contracts",
  "documentSeals.desk.problems.*": "what is wrong with a document",
  "documentSeals.desk.wayHints.*": "ways to say a place",
  "documentSeals.desk.ways.*": "ways to say a place",
  "documentSeals.facts.origins.*": "where keys of seals come from",
  "documentSeals.facts.holders.*": "where keys of seals are",
  "documentSeals.new.algorithms.*": "how seals sign",
  "documentSeals.new.shapes.*": "shapes of seals",
  "documentSeals.place.keyword.*": "which of several words",
  "documentSeals.requests.before.*": "what requests cover",
  "documentSeals.requests.covers.*": "what requests cover",
  "documentSeals.requests.states.*": "states of requests",
  "documentSeals.uses.states.*": "states of uses",
  "documentSignatures.authorities.roles.*": "for what authorities are named",
  "documentSignatures.card.headline.*": "headlines of signed documents",
  "documentSignatures.card.problem.*": "why a document was not looked into",
  "signatures.part.*": "parts of what is found of a signature",
  "signatures.named.add.*": "for what authorities are named",
  "signatures.named.role.*": "for what authorities are named",
  "errors.*.detail": "codes of lib/words/error-codes.ts; a code without its messages does not compile",
  "errors.*.title": "codes of lib/words/error-codes.ts",
  "evidence.export.columns.*": "columns of the export",
  "evidence.filters.kinds.*": "kinds by which the list is asked",
  "evidence.filters.states.*": "states by which the list is asked",
  "evidence.state.*": "states of evidence",
  "evidence.stateHint.*": "states of evidence",
  "explorer.activity.below.*": "periods",
  "explorer.activity.blocks.*": "periods",
  "explorer.activity.caption.*": "periods",
  "explorer.activity.entries.*": "periods",
  "explorer.activity.range.*": "periods",
  "explorer.block.*Label": "the neighbours of a block",
  "explorer.entry.*Label": "the neighbours of an entry",
  "explorer.given.signed.*": "what became of a signature",
  "explorer.given.verdict.*": "verdicts on a kept checkpoint",
  "explorer.live.*": "states of the connection",
  "explorer.nodes.*.lead": "kinds of nodes",
  "explorer.nodes.*.none": "kinds of nodes",
  "explorer.nodes.*.title": "kinds of nodes",
  "explorer.nodes.missing.*": "kinds of nodes",
  "certificateStatus.*.button": "changes of a certificate's status",
  "certificateStatus.*.confirm": "changes of a certificate's status",
  "certificateStatus.*.text": "changes of a certificate's status",
  "certificateStatus.*.title": "changes of a certificate's status",
  "issuer.domains.means.*": "what a look at a domain found",
  "issuer.domains.methodHints.*": "how a domain proves itself",
  "issuer.domains.methods.*": "how a domain proves itself",
  "issuer.domains.outcome.*": "what a look at a domain found",
  "issuer.keys.kinds.*.text": "kinds of keys",
  "issuer.keys.kinds.*.title": "kinds of keys",
  "issuer.keys.states.*": "states of keys",
  "issuer.public.by.*": "how a domain proves itself",
  "explorer.type.*": "types of entries, and kinds of claims",
  "erasure.rules.types.*": "records that a rule of retention is for",
  "fields.types.*": "types of own fields",
  "fields.upload.invalid.*": "types of own fields",
  "fields.upload.table.faults.*": "why a table cannot be read",
  "forms.hide.*": "kinds of secrets",
  "forms.show.*": "kinds of secrets",
  "forms.typeAgain.*": "kinds of secrets",
  "frontDoor.paths.*.action": "ways on from the front door",
  "frontDoor.paths.*.body": "ways on from the front door",
  "frontDoor.paths.*.title": "ways on from the front door",
  "holderPage.files.*": "files of a certificate",
  "holderPage.states.*": "how a certificate stands",
  "inspect.about.*": "kinds of files",
  "inspect.check.*": "what is checked of a file that is no receipt",
  "inspect.cose.*": "what is wrong with a COSE receipt",
  "inspect.kind.*": "kinds of files",
  "inspect.missing.*": "what it takes to check more",
  "inspect.state.*": "what files state",
  "inspect.status.*": "statuses of a check",
  "issued.page.changes.*": "what may become of a certificate",
  "issued.states.*": "how a certificate stands",
  "mail.certificateStatus.*.lead": "what became of a certificate",
  "mail.certificateStatus.*.subject": "what became of a certificate",
  "mail.factor.*": "changes to how somebody signs in",
  "many.certificate.*": "verdicts of a certificate",
  "many.column.*": "columns of a table",
  "members.locales.*": "languages of letters",
  "members.roleHints.*": "roles",
  "nodes.failure.*": "why a node fails",
  "nodes.kind.*": "kinds of nodes",
  "nodes.state.*": "states of nodes",
  "operations.health.*": "how a node does its work",
  "operations.newNode.kindHint.*": "kinds of nodes",
  "operations.organisation.*.label": "steps in the life of an organisation",
  "operations.organisation.*.text": "steps in the life of an organisation",
  "operations.organisation.*.title": "steps in the life of an organisation",
  "operations.organisations.states.*": "states of organisations",
  "operations.site.*.lead": "notices",
  "operations.site.*.title": "notices",
  "operations.standing.*.act": "parts of how the installation stands",
  "operations.standing.*.none": "parts of how the installation stands",
  "operations.standing.*.off": "parts of how the installation stands",
  "operations.standing.*.some": "parts of how the installation stands",
  "operations.standing.*.term": "parts of how the installation stands",
  "operations.standing.judged.*": "judgements",
  "outbox.failures.*": "why a letter did not go out",
  "outbox.states.*": "states of a letter",
  "overview.first.why.*": "first steps",
  "overview.waiting.means.*": "steps of a proof",
  "receiptPdf.state.*": "states of a record",
  "receiptPdf.statementMore.*": "states beyond anchored",
  "record.history.*": "events in the life of a record",
  "record.linkEnded.*.text": "ways in which a link ends",
  "record.linkEnded.*.title": "ways in which a link ends",
  "record.share.*": "states of a link",
  "reports.kinds.*": "what a certificate is reported for",
  "reports.states.*": "states of reports",
  "sample.check.*": "versions of the sample",
  "sample.download.*": "files of the sample",
  "scan.camera.*": "why a camera shows nothing",
  "scan.missed.*": "why no code was read",
  "seals.reviewWhy.*": "why a batch is not what is shown",
  "seals.said.*": "messages of approvers",
  "seals.states.*": "states of a group of approvers",
  "selection.columns.*": "columns of the table beside the receipts",
  "settings.keys.overlaps.h*": "how long an old secret of a key goes on working",
  "settings.keys.scope.*": "scopes of keys",
  "settings.keys.scopeHint.*": "scopes of keys",
  "settings.keys.states.*": "states of keys",
  "settings.roles.*": "roles",
  "shares.predicates.*": "kinds of predicates",
  "shares.states.*": "states of shares",
  "site.facts.*.text": "what the software does with data",
  "site.facts.*.title": "what the software does with data",
  "site.facts.cookies.*": "cookies",
  "site.facts.cookies.*Long": "cookies",
  "standalone.instead.*": "sentences of the verify page that the offline verifier says in another way",
  "steps.name.*": "steps of a verification",
  "steps.ok.*": "steps of a verification",
  "steps.reason.*": "reasons of a verification",
  "steps.status.*": "statuses of a step",
  "templates.designer.designs.*": "designs of ornaments",
  "templates.designer.elements.*": "what is shown in place of an element's form",
  "templates.designer.fields.dateForms.*": "forms of dates",
  "templates.designer.fields.labels.*": "languages of labels",
  "templates.designer.fields.types.*": "types of fields",
  "templates.designer.insert.forms.*": "forms of dates",
  "templates.designer.kinds.*": "kinds of elements",
  "templates.designer.page.languages.*": "languages of certificates",
  "templates.designer.page.orientations.*": "orientations of a page",
  "templates.designer.parts.*": "parts of a document",
  "templates.designer.picture.fits.*": "how a picture lies in its box",
  "templates.designer.place.*": "members of a place",
  "templates.designer.predicates.kinds.*": "kinds of predicates",
  "templates.designer.preview.choices.*": "what a preview is drawn with",
  "templates.designer.preview.hints.*": "what a preview is drawn with",
  "templates.designer.seal.middles.*": "middles of seals",
  "templates.designer.seal.shapes.*": "shapes of seals",
  "templates.designer.shape.has.*": "fill and outline of a shape",
  "templates.designer.text.*": "members of a text",
  "templates.designer.text.aligns.*": "where a text stands in its box",
  "templates.designer.text.roles.*": "what a text is to those who hear it",
  "templates.designer.text.verticals.*": "where a text stands in its box",
  "templates.designer.view.*": "views of the designer",
  "templates.faults.codes.*": "what is wrong with a value",
  "templates.galleryWords.*": "designs of the gallery",
  "templates.languages.*": "languages of certificates",
  "templates.problems.*": "what is wrong with a document",
  "templates.publishFaults.*": "why a draft may not be published",
  "templates.states.*": "states of templates",
  "templates.values.*": "values that every certificate has",
  "upload.failure.*": "why a file could not be sent",
  "upload.refused.*": "why a file is not taken",
  "upload.show.*": "filters of the upload list",
  "upload.stage.*": "stages of an upload",
  "verify.algorithms.reason.*": "why a table of algorithms cannot be read",
  "verify.body.unreachable.*": "why nobody could be asked",
  "verify.drop.*": "invitations of the drop zone",
  "verify.headline.failed.*": "steps of a verification",
  "verify.summary.*": "facts of a record",
  "verify.working.*": "what a verification is doing",
  "you.locales.*": "languages of pages",
  "webhooks.deliveryStates.*": "states of messages to a webhook",
  "webhooks.states.*": "states of webhooks",
  "webhooks.types.*": "types of events",
};
/** Templates that only put a namespace before keys which stand word for word in the same sources. */
const WRAPPERS = ["claim.*", "cli.*", "explorer.block.*", "explorer.entry.*", "receiptPdf.*", "steps.*"];

type Messages = { [key: string]: string | Messages };

function flatten(messages: Messages, prefix = ""): Map<string, string> {
  const flat = new Map<string, string>();
  for (const [key, value] of Object.entries(messages)) {
    const path = prefix ? `${prefix}.${key}` : key;
    if (typeof value === "string") flat.set(path, value);
    else for (const [inner, text] of flatten(value, path)) flat.set(inner, text);
  }
  return flat;
}

const read = (locale: string): Map<string, string> =>
  flatten(JSON.parse(readFileSync(`lib/i18n/generated/${locale}.json`, "utf8")) as Messages);
const parameters = (text: string): string[] =>
  [...new Set([...text.matchAll(/\{\s*(\w+)/g)].map(([, name = ""]) => name))].sort();

describe("messages", () => {
  const en = read("en");
  const zh = read("zh-CN");
  const use = findMessageUse(new Set(en.keys()));

  it("every message exists in both languages", () => {
    assert.ok(en.size > 50);
    assert.deepEqual(
      [...en.keys()].filter((key) => !zh.has(key)),
      [],
      "missing in zh-CN",
    );
    assert.deepEqual(
      [...zh.keys()].filter((key) => !en.has(key)),
      [],
      "missing in en",
    );
  });

  it("no message is empty, and both languages use the same parameters", () => {
    for (const [key, text] of en) {
      const other = zh.get(key) ?? "";
      assert.ok(text.trim() !== "" && other.trim() !== "", `${key} is empty`);
      const plural = /\bplural\b|\bselect\b/.test(text + other);
      if (!plural) assert.deepEqual(parameters(other), parameters(text), key);
    }
  });

  it("Chinese messages are Chinese", () => {
    const untranslated = [...zh].filter(([key, text]) => text === en.get(key) && /[a-z]{4,}\s+[a-z]{3,}/.test(text));
    assert.deepEqual(untranslated, []);
  });

  it("every message is asked for somewhere", () => {
    const dynamic = Object.keys(DYNAMIC).map(matcher);
    const unused = [...en.keys()].filter((key) => !use.literal.has(key) && !dynamic.some((fits) => fits.test(key)));
    assert.deepEqual(unused, [], "remove them, or add the pattern under which they are asked for to DYNAMIC");
  });

  it("the audit log asks for every name of a fact", () => {
    const source = readFileSync("components/audit-log/audit-detail-list.tsx", "utf8");
    const names = [...en.keys()].filter((key) => key.startsWith("auditLog.names.")).map((key) => key.slice(15));
    assert.ok(names.includes("operates"));
    assert.deepEqual(
      names.filter((name) => !source.includes(`"${name}"`)),
      [],
    );
  });

  it("every message that is asked for exists", () => {
    assert.ok(use.literal.size > 300);
    assert.deepEqual(use.missing, []);
  });

  it("keys put together at run time are declared, and nothing else is", () => {
    const declared = new Set([...Object.keys(DYNAMIC), ...WRAPPERS]);
    const broad = [...use.patterns].filter((pattern) => !declared.has(pattern));
    assert.deepEqual(broad, [], "declare these patterns in DYNAMIC, with what stands for *");
    const idle = Object.keys(DYNAMIC).filter((pattern) => ![...en.keys()].some((key) => matcher(pattern).test(key)));
    assert.deepEqual(idle, [], "these patterns fit no message");
  });
});
