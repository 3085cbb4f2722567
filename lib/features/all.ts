/** Everything that features declare, in plain lists: what is not named here does not happen. */

import type { Area } from "#lib/gate/api.ts";
import type { Endpoint } from "#lib/gate/endpoint.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { apiKeysEndpoints } from "./accounts/api-keys/endpoints.ts";
import { expiryTeller, requestForgetter } from "./accounts/api-keys/jobs.ts";
import { keyExpiryLetter } from "./accounts/api-keys/letters.ts";
import { bulkTidier } from "./accounts/bulks/jobs.ts";
import { factorLetter } from "./accounts/factors/letters.ts";
import { logosEndpoints } from "./accounts/logos/endpoints.ts";
import { invitationLetter } from "./accounts/members/letters.ts";
import { passwordChangedLetter, resetLetter } from "./accounts/passwords/letters.ts";
import { sandboxEndpoints } from "./accounts/sandbox/endpoints.ts";
import { unitsEndpoints } from "./accounts/units/endpoints.ts";
import { webhooksEndpoints } from "./accounts/webhooks/endpoints.ts";
import { webhookTidier } from "./accounts/webhooks/jobs.ts";
import { subscriptionDelivery } from "./accounts/webhooks/letters.ts";
import { auditLogEndpoints } from "./audit-log/endpoints.ts";
import { credentialsEndpoints } from "./certificates/credentials/endpoints.ts";
import { figuresEndpoints } from "./certificates/figures/endpoints.ts";
import { figureCounter } from "./certificates/figures/jobs.ts";
import { holdersEndpoints } from "./certificates/holders/endpoints.ts";
import { holderLetters } from "./certificates/holders/jobs.ts";
import { claimLetter, lostLetter, statusLetter } from "./certificates/holders/letters.ts";
import { issuersEndpoints } from "./certificates/issuers/endpoints.ts";
import { domainChecker, historyRecorder } from "./certificates/issuers/jobs.ts";
import { batchEndpoints } from "./certificates/issuing/endpoints/batches.ts";
import { certificatesBulk } from "./certificates/issuing/endpoints/bulk.ts";
import { certificateEndpoints } from "./certificates/issuing/endpoints/certificates.ts";
import { certificateExport } from "./certificates/issuing/endpoints/export.ts";
import { certificateMatches } from "./certificates/issuing/endpoints/matches.ts";
import { steeringEndpoints } from "./certificates/issuing/endpoints/steering.ts";
import { batchIssuer } from "./certificates/issuing/jobs.ts";
import { certificateNews } from "./certificates/news/jobs.ts";
import { answerLetter, reportLetter } from "./certificates/reports/letters.ts";
import { sealsEndpoints } from "./certificates/seals/endpoints.ts";
import { sharesEndpoints } from "./certificates/shares/endpoints.ts";
import { statusEndpoints } from "./certificates/status/endpoints.ts";
import { statusRecorder } from "./certificates/status/jobs.ts";
import { templatesEndpoints } from "./certificates/templates/endpoints/templates.ts";
import { verdictEndpoints } from "./certificates/verdict/endpoints.ts";
import { walletsEndpoints } from "./certificates/wallets/endpoints.ts";
import { checkingEndpoints } from "./contracts/checking/endpoints.ts";
import { envelopesEndpoints } from "./contracts/envelopes/endpoints/contracts.ts";
import { contractExpirer, contractRecorder } from "./contracts/envelopes/jobs.ts";
import { documentSealsEndpoints } from "./contracts/seals/endpoints/seals.ts";
import { sealUsesEndpoints } from "./contracts/seals/endpoints/uses.ts";
import { sealUseRecorder } from "./contracts/seals/jobs.ts";
import { signingEndpoints } from "./contracts/signing/endpoints.ts";
import { contractsEndpoints } from "./contracts/templates/endpoints/contracts.ts";
import { contractTemplatesEndpoints } from "./contracts/templates/endpoints/templates.ts";
import { archiveEndpoints } from "./evidence/archive/endpoints.ts";
import { bundlesEndpoints } from "./evidence/bundles/endpoints.ts";
import { erasureEndpoints } from "./evidence/erasure/endpoints.ts";
import { erasureRecorder, shreddedEraser } from "./evidence/erasure/jobs.ts";
import { intakeEndpoints } from "./evidence/intake/endpoints/upload.ts";
import { recordNews } from "./evidence/news/jobs.ts";
import { recordCounter } from "./evidence/overview/jobs.ts";
import { receiptsEndpoints } from "./evidence/receipts/endpoints.ts";
import { recordsEndpoints } from "./evidence/records/endpoints/records.ts";
import { resumableEndpoints } from "./evidence/resumable/endpoints.ts";
import { uploadSweeper } from "./evidence/resumable/jobs.ts";
import { contentDamaged, diskFilling, storageUnfit } from "./evidence/retention/conditions.ts";
import { contentGauges, diskGauges } from "./evidence/retention/gauges.ts";
import { contentChecker, contentSettler, storageLooker, storageSweeper } from "./evidence/retention/jobs.ts";
import { sampleEndpoints } from "./evidence/sample/endpoints.ts";
import { sampleRecorder } from "./evidence/sample/jobs.ts";
import { selectionsEndpoints } from "./evidence/selections/endpoints.ts";
import { signaturesEndpoints } from "./evidence/signatures/endpoints.ts";
import { documentReader } from "./evidence/signatures/jobs.ts";
import { statementsEndpoints } from "./evidence/statements/endpoints.ts";
import { testRemover } from "./evidence/tests/jobs.ts";
import { verifierFileEndpoints } from "./evidence/verifier-file/endpoints.ts";
import { verifierRecorder } from "./evidence/verifier-file/jobs.ts";
import { keyRewrapper } from "./keyring/jobs.ts";
import { explorerEndpoints } from "./ledger/explorer/endpoints/ledgers.ts";
import { nodesEndpoints } from "./ledger/nodes/endpoints.ts";
import { nodeGauges } from "./ledger/nodes/gauges.ts";
import { nodeClients } from "./ledger/nodes/jobs.ts";
import { publishingEndpoints } from "./ledger/publishing/endpoints.ts";
import { renewalDue } from "./ledger/renewal/conditions.ts";
import { renewalStamper } from "./ledger/renewal/jobs.ts";
import { blockFailing, clockWrong, queueGrowing } from "./ledger/sealing/conditions.ts";
import { ledgerGauges } from "./ledger/sealing/gauges.ts";
import { blockAppender, heartbeat } from "./ledger/sealing/jobs.ts";
import { timestampsEndpoints } from "./ledger/timestamps/endpoints.ts";
import { timestampGauges } from "./ledger/timestamps/gauges.ts";
import { timestamper } from "./ledger/timestamps/jobs.ts";
import { alertGauges } from "./operations/alerts/gauges.ts";
import { alertLetters, alertWebhooks, conditionWatch } from "./operations/alerts/jobs.ts";
import { alertDeliveries, alertsLetter } from "./operations/alerts/letters.ts";
import { auditDaysEndpoints } from "./operations/audit-days/endpoints.ts";
import { auditDayBinder } from "./operations/audit-days/jobs.ts";
import { auditStreamBehind } from "./operations/audit-stream/conditions.ts";
import { auditSender } from "./operations/audit-stream/jobs.ts";
import { healthEndpoints } from "./operations/health/endpoints.ts";
import { partDied, proxyUntrusted } from "./operations/installation/conditions.ts";
import { metricsEndpoints } from "./operations/metrics/endpoints.ts";
import { metricsServer } from "./operations/metrics/jobs.ts";
import { workerPulse } from "./operations/overview/jobs.ts";
import { referenceEndpoints } from "./operations/reference/endpoints.ts";
import { siteEndpoints } from "./operations/site/endpoints.ts";
import { usageEndpoints } from "./operations/usage/endpoints.ts";
import { usageCounter } from "./operations/usage/jobs.ts";
import { mailSender, outboxTidier, webhookSender } from "./outbox/jobs.ts";

export const endpoints: readonly Endpoint[] = [
  ...auditLogEndpoints,
  ...logosEndpoints,
  ...apiKeysEndpoints,
  ...unitsEndpoints,
  ...webhooksEndpoints,
  ...sandboxEndpoints,
  ...publishingEndpoints,
  ...explorerEndpoints,
  ...nodesEndpoints,
  ...timestampsEndpoints,
  ...intakeEndpoints,
  ...bundlesEndpoints,
  ...archiveEndpoints,
  ...recordsEndpoints,
  ...resumableEndpoints,
  ...erasureEndpoints,
  ...receiptsEndpoints,
  ...signaturesEndpoints,
  ...selectionsEndpoints,
  ...verifierFileEndpoints,
  ...sampleEndpoints,
  ...statementsEndpoints,
  ...templatesEndpoints,
  ...batchEndpoints,
  ...steeringEndpoints,
  ...certificateEndpoints,
  ...certificatesBulk,
  ...certificateExport,
  certificateMatches,
  ...figuresEndpoints,
  ...credentialsEndpoints,
  ...holdersEndpoints,
  ...sharesEndpoints,
  ...sealsEndpoints,
  ...healthEndpoints,
  ...metricsEndpoints,
  ...issuersEndpoints,
  ...statusEndpoints,
  ...verdictEndpoints,
  ...walletsEndpoints,
  ...documentSealsEndpoints,
  ...sealUsesEndpoints,
  ...contractTemplatesEndpoints,
  ...contractsEndpoints,
  ...envelopesEndpoints,
  ...signingEndpoints,
  ...checkingEndpoints,
  ...siteEndpoints,
  ...auditDaysEndpoints,
  ...usageEndpoints,
  ...referenceEndpoints(() => endpoints),
];

/** Where there is nothing but endpoints; pages of any origin may read what a ledger publishes, and that it does not. */
export const areas: readonly Area[] = [
  { kind: "area", path: "/api", cors: false, limit: RATE_LIMITS.public, label: "/api/[...path]" },
  { kind: "area", path: "/ledger", cors: true, limit: RATE_LIMITS.public, label: "/ledger/[[...path]]" },
];

export const letters = [
  ...[invitationLetter, resetLetter, passwordChangedLetter, factorLetter, keyExpiryLetter, alertsLetter],
  ...[claimLetter, lostLetter, statusLetter, reportLetter, answerLetter],
];
export const deliveries = [...Object.values(alertDeliveries), subscriptionDelivery];

/** What the worker looks at for alerts. */
export const conditions = [
  queueGrowing(),
  blockFailing,
  diskFilling(),
  contentDamaged,
  storageUnfit,
  proxyUntrusted,
  partDied,
  clockWrong(),
  renewalDue(),
  auditStreamBehind,
];

/** What the worker's metrics tell of how things stand. */
export const gauges = [ledgerGauges, timestampGauges, nodeGauges, alertGauges, diskGauges, contentGauges];

/** What the worker does. */
export const jobs = [
  heartbeat(),
  blockAppender(),
  nodeClients(),
  timestamper(),
  renewalStamper,
  testRemover,
  mailSender(letters),
  webhookSender(deliveries),
  auditDayBinder,
  auditSender(),
  usageCounter,
  bulkTidier,
  outboxTidier([...letters, ...deliveries]),
  ...conditions.map((each) => conditionWatch(each)),
  alertLetters,
  alertWebhooks,
  storageSweeper,
  contentChecker,
  documentReader,
  contentSettler,
  storageLooker,
  uploadSweeper,
  keyRewrapper,
  erasureRecorder,
  shreddedEraser,
  verifierRecorder,
  sampleRecorder,
  historyRecorder,
  domainChecker,
  statusRecorder,
  sealUseRecorder,
  contractRecorder,
  contractExpirer,
  batchIssuer,
  recordCounter,
  figureCounter,
  recordNews,
  certificateNews,
  expiryTeller,
  webhookTidier,
  holderLetters,
  requestForgetter,
  workerPulse,
  metricsServer(gauges),
];
