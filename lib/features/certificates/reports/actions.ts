"use server";

import { action, buttonAction } from "#lib/gate/action.ts";
import { closeSchema, correctionSchema, lookSchema, reportSchema } from "./schema.ts";
import { askForCorrection, reportCertificate } from "./verbs/report-certificate.ts";
import { closeReport, lookAtReport } from "./verbs/settle-report.ts";

const REPORTS = "/certificates/reports";

export const reportCertificateAction = action({
  auth: "public",
  schema: reportSchema,
  verb: ({ data: { certificate, ...said }, client: { address, locale } }) =>
    reportCertificate({ ...said, certificateId: certificate, address, locale }),
  clears: ["body"],
});

export const askForCorrectionAction = action({
  auth: "public",
  schema: correctionSchema,
  verb: ({ data: { token, certificate, body }, client: { address, locale } }) =>
    askForCorrection({ token, certificateId: certificate, body, address, locale }),
  clears: ["body"],
});

export const lookAtReportAction = buttonAction({
  schema: lookSchema,
  returnTo: REPORTS,
  verb: ({ actor, data }) => lookAtReport({ actor, reportId: data.report }),
  revalidate: REPORTS,
});

export const closeReportAction = action({
  schema: closeSchema,
  verb: ({ actor, data: { report, answer } }) => closeReport({ actor, reportId: report, answer }),
  revalidate: REPORTS,
});
