import { useTranslations } from "next-intl";
import { ConfirmedAction } from "#components/forms/confirmed-action.tsx";
import { SwitchAction } from "#components/forms/switch-action.tsx";
import { ShareQr } from "#components/sharing/share-qr.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { plain } from "#lib/core/text/plain-text.ts";
import { VALID_DAYS } from "#lib/credentials/bbs/form.ts";
import { readPredicateName } from "#lib/credentials/predicates.ts";
import { setPageOpenAction } from "#lib/features/certificates/holders/actions.ts";
import { endShareAction } from "#lib/features/certificates/shares/actions.ts";
import type { HolderCertificate, SharedLink } from "#lib/features/certificates/shares/types.ts";
import type { Locale } from "#lib/i18n/locale.ts";
import { fieldWords } from "./field-words.ts";
import { NewShare } from "./new-share.tsx";
import { UnlinkableProof } from "./unlinkable-proof.tsx";

const UNSENT = { values: {}, problems: {} };
const TONES = { open: "ok", expired: "neutral", used: "neutral", ended: "danger" } as const;

type SharesCardProps = { token: string; certificate: HolderCertificate; locale: Locale };

/** To whom a certificate is shown: what each may see, until when, who looked, and a way to end it. */
export function SharesCard({ token, certificate, locale }: SharesCardProps) {
  const t = useTranslations("shares");
  const { id, disclosables, shares, pageOpen, state, unlinkable } = certificate;
  const fields = fieldWords(certificate.fields, locale, { holder: t("holder") });
  // As the certificate has them, and not as the share names them.
  const inOrder = (shown: readonly string[]) =>
    disclosables.flatMap(({ name }) => (shown.includes(name) ? [name] : []));
  const words = (name: string) => {
    const rule = name.startsWith("predicates.") ? readPredicateName(name.slice("predicates.".length)) : undefined;
    if (rule === undefined) return fields(name);
    return t(`predicates.${rule.kind}`, { field: fields(`fields.${rule.field}`), value: rule.value });
  };
  const choices = disclosables.map(({ name, value, holds, onPage }) => ({
    ...{ name, label: plain(words(name)), onPage, isStatement: holds !== undefined },
    value: value === undefined ? t(holds ? "yes" : "no") : plain(value),
  }));
  return (
    <section className="grid gap-4 border-t border-rule pt-5">
      <div className="grid gap-1">
        <h3 className="font-serif text-lg font-semibold">{t("title")}</h3>
        <p className="max-w-prose text-sm text-ink-soft">{t("lead")}</p>
      </div>
      <NewShare token={token} id={id} choices={choices} />
      {shares.length > 0 ? (
        <ul className="divide-y divide-rule border-y border-rule">
          {shares.map((share) => (
            <ShareItem
              key={share.id}
              share={{ ...share, shown: inOrder(share.shown) }}
              {...{ token, id, words, locale }}
            />
          ))}
        </ul>
      ) : null}
      {unlinkable && state === "valid" ? <UnlinkableProof {...{ token, id, choices }} days={VALID_DAYS} /> : null}
      <SwitchAction
        action={setPageOpenAction.bind(null, UNSENT)}
        fields={{ token, certificate: id }}
        name="open"
        on={pageOpen}
        label={t("page")}
        hints={{ on: t("pageOn"), off: t("pageOff") }}
      />
    </section>
  );
}

function ShareItem({
  share,
  token,
  id,
  words,
  locale,
}: {
  share: SharedLink;
  token: string;
  id: string;
  locale: Locale;
  words: (name: string) => string;
}) {
  const t = useTranslations("shares");
  const { label, shown, views, viewsMax, expiresAt, state, looked, url, qr } = share;
  const name = label === "" ? t("unnamed") : label;
  return (
    <li className="grid gap-2 py-4 text-sm">
      <div className="flex flex-wrap items-center gap-2">
        <bdi className="font-medium">{plain(name)}</bdi>
        <Badge tone={TONES[state]}>{t(`states.${state}`)}</Badge>
      </div>
      <p className="text-ink-soft">
        {shown.length === 0
          ? t("showsNothing")
          : t("shows", {
              what: list(
                shown.map((each) => plain(words(each))),
                locale,
              ),
            })}
      </p>
      <p className="text-ink-soft">
        {t("until")} <DateTime value={expiresAt} brief /> ·{" "}
        {viewsMax === undefined ? t("looks", { count: views }) : t("looksOf", { count: views, most: viewsMax })}
      </p>
      {looked.length > 0 ? (
        <details>
          <summary className="inline-flex min-h-11 cursor-pointer items-center text-link">{t("whoLooked")}</summary>
          <ul className="grid gap-1 ps-4">
            {looked.map(({ at, viewer }) => (
              <li key={at}>
                <DateTime value={at} brief /> · <bdi>{viewer === "" ? t("nobodySaid") : plain(viewer)}</bdi>
              </li>
            ))}
          </ul>
          <p className="pt-1 text-xs text-ink-soft">{t("lookedMeans")}</p>
        </details>
      ) : null}
      {url && qr ? (
        <div className="flex flex-wrap gap-2">
          <CopyButton wordy value={url} what={t("link")} />
          <ShareQr qr={qr} label={name} title={t("qrTitle")} show={t("qr")} name={t("qrOf", { label: name })} />
          <ConfirmedAction
            action={endShareAction.bind(null, UNSENT)}
            fields={{ token, certificate: id, share: share.id }}
            label={t("end")}
            longLabel={t("endWhat", { label: name })}
            title={t("endTitle", { label: name })}
            description={t("endText")}
            confirmLabel={t("endConfirm")}
          />
        </div>
      ) : null}
    </li>
  );
}

const list = (words: readonly string[], locale: Locale) =>
  new Intl.ListFormat(locale, { type: "conjunction" }).format(words);
