/** Letters to holders: that a certificate was issued, the link once more, and what became of it. Each makes its link when it is sent. */
import { translator } from "#lib/i18n/translator.ts";
import { letter } from "#lib/infra/mail/letter.ts";
import { moment, renderLetter } from "#lib/infra/mail/render-letter.ts";
import { factsForLetter, factsOfAddress, type LetterFacts, lastStatus } from "./rows/letters.ts";
import { CLAIM_LETTER, LINK_AGE_MS_MAX, LOST_LETTER, STATUS_LETTER } from "./types.ts";
import { createHolderLink } from "./verbs/create-link.ts";

type Transaction = Parameters<typeof createHolderLink>[0];

async function linkOf(tx: Transaction, { certificateId, organisationId }: LetterFacts) {
  const expiresAt = new Date(Date.now() + LINK_AGE_MS_MAX);
  const { url } = await createHolderLink(tx, { certificateId, organisationId, kind: "letter", expiresAt });
  return { url, expiresAt };
}

/** Its subject is the certificate. One whose address was corrected meanwhile is not sent to the wrong one. */
export const claimLetter = letter({
  kind: CLAIM_LETTER,
  async write(tx, { subject, recipient: email, locale }) {
    if (subject === undefined) return undefined;
    const facts = await factsForLetter(tx, { certificateId: subject, email });
    if (!facts) return undefined;
    const { holderName, title, issuer } = facts;
    const { url, expiresAt } = await linkOf(tx, facts);
    const t = translator(locale);
    return renderLetter({
      locale,
      subject: t("mail.certificate.subject", { issuer, title }),
      paragraphs: [t("mail.certificate.hello", { name: holderName }), t("mail.certificate.lead", { issuer, title })],
      action: { label: t("mail.certificate.action"), url },
      notes: [t("mail.certificate.until", { until: moment(expiresAt, locale) }), t("mail.certificate.stranger")],
    });
  },
});

/** Nobody is written to where no certificate has this address, and no row tells who asked. */
export const lostLetter = letter({
  kind: LOST_LETTER,
  keptDays: 0,
  async write(tx, { recipient: email, locale }) {
    const [first, ...others] = await factsOfAddress(tx, email);
    if (!first) return undefined;
    const t = translator(locale);
    const { url, expiresAt } = await linkOf(tx, first);
    const more: string[] = [];
    for (const facts of others) {
      const { holderName: name, issuer } = facts;
      more.push(t("mail.certificateLost.other", { name, issuer, url: (await linkOf(tx, facts)).url }));
    }
    return renderLetter({
      locale,
      subject: t("mail.certificateLost.subject"),
      paragraphs: [t("mail.certificateLost.lead", { name: first.holderName, issuer: first.issuer }), ...more],
      action: { label: t("mail.certificate.action"), url },
      notes: [t("mail.certificate.until", { until: moment(expiresAt, locale) }), t("mail.certificateLost.stranger")],
    });
  },
});

/** Its subject is the certificate's id and the status' number. Of changes that followed each other at once, the last is told. */
export const statusLetter = letter({
  kind: STATUS_LETTER,
  async write(tx, { subject = "", recipient: email, locale }) {
    const [certificateId = "", number] = subject.split(" ");
    const facts = await factsForLetter(tx, { certificateId, email });
    const status = await lastStatus(tx, { certificateId, number: Number(number) });
    if (!facts || !status) return undefined;
    const { holderName, title, issuer } = facts;
    const { state, at, reason } = status;
    const t = translator(locale);
    const { url } = await linkOf(tx, facts);
    return renderLetter({
      locale,
      subject: t(`mail.certificateStatus.${state}.subject`, { issuer, title }),
      paragraphs: [
        t("mail.certificate.hello", { name: holderName }),
        t(`mail.certificateStatus.${state}.lead`, { issuer, title, at: moment(at, locale) }),
        ...(reason === "" ? [] : [t("mail.certificateStatus.reason", { reason })]),
      ],
      action: { label: t("mail.certificateStatus.action"), url },
      notes: [t("mail.certificateStatus.ask", { issuer })],
    });
  },
});
