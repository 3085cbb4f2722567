import { useTranslations } from "next-intl";
import { ConfirmedForm } from "#components/certificates/issuers/confirmed-form.tsx";
import { Card } from "#components/ui/card.tsx";
import { rotateKeyAction } from "#lib/features/certificates/issuers/actions.ts";
import { KEY_KINDS, type ShownKey } from "#lib/features/certificates/issuers/types.ts";
import { DeclareCompromised } from "./declare-compromised.tsx";
import { KeyFacts } from "./key-facts.tsx";

type IssuerKeysProps = {
  keys: readonly ShownKey[];
  mayManage: boolean;
  /** Versions of the history that wait to be recorded. */
  unrecorded: number;
};

/** The issuer's keys, newest first, and what can be done about them. */
export function IssuerKeys({ keys, mayManage, unrecorded }: IssuerKeysProps) {
  const t = useTranslations("issuer.keys");
  return (
    <Card title={t("title")} description={t("lead")}>
      <div className="grid gap-8">
        {KEY_KINDS.filter((kind) => keys.some((key) => key.kind === kind)).map((kind) => (
          <section key={kind} className="grid gap-3" aria-labelledby={`keys-${kind}`}>
            <div className="flex flex-wrap items-start justify-between gap-3">
              <div className="grid max-w-prose gap-0.5">
                <h3 id={`keys-${kind}`} className="text-sm font-semibold">
                  {t(`kinds.${kind}.title`)}
                </h3>
                <p className="text-sm text-ink-soft">{t(`kinds.${kind}.text`)}</p>
              </div>
              {mayManage && keys.some((key) => key.kind === kind && key.until === undefined) ? (
                <ConfirmedForm
                  action={rotateKeyAction}
                  fields={{ kind }}
                  label={t("rotate")}
                  longLabel={t("rotateLong", { kind: t(`kinds.${kind}.title`) })}
                  title={t("rotateTitle")}
                  description={t("rotateText")}
                  confirmLabel={t("rotateConfirm")}
                />
              ) : null}
            </div>
            <ul className="divide-y divide-rule border-y border-rule">
              {keys
                .filter((key) => key.kind === kind)
                .map((key) => (
                  <li key={key.name} className="grid gap-3 py-4">
                    <KeyFacts shown={key} />
                    {mayManage ? <DeclareCompromised name={key.name} kind={kind} number={key.number} /> : null}
                  </li>
                ))}
            </ul>
          </section>
        ))}
        <p className="max-w-prose text-sm text-ink-soft">{t("compromiseMeans")}</p>
        {unrecorded > 0 ? <p className="text-sm text-ink-soft">{t("unrecorded", { count: unrecorded })}</p> : null}
      </div>
    </Card>
  );
}
