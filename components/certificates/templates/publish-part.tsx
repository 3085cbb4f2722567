import { useTranslations } from "next-intl";
import { ConfirmedAction } from "#components/forms/confirmed-action.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { publishTemplateAction } from "#lib/features/certificates/templates/actions.ts";
import type { PublishFault } from "#lib/features/certificates/templates/schema/document.ts";
import type { Fault, TemplateSummary, TemplateVersion } from "#lib/features/certificates/templates/types.ts";
import { FaultWords } from "./fault-words.tsx";

type PublishPartProps = {
  template: TemplateSummary;
  newest: TemplateVersion;
  /** Of a draft. */
  faults: { document: readonly { code: PublishFault }[]; words: readonly Fault[] } | undefined;
  mayChange: boolean;
};

/** What is to be decided about the newest version, or what keeps it from being decided. */
export function PublishPart({ template, newest, faults, mayChange }: PublishPartProps) {
  const t = useTranslations("templates");
  if (template.retiredAt !== undefined) {
    return (
      <Callout title={t("page.retiredTitle")}>
        {t.rich("page.retiredText", { time: () => <DateTime value={template.retiredAt ?? ""} brief /> })}
      </Callout>
    );
  }
  if (!faults || !mayChange) return null;
  const { document, words } = faults;
  if (document.length + words.length > 0) {
    return (
      <Callout tone="attention" title={t("page.faultsTitle")}>
        <ul className="grid gap-1">
          {[...new Set(document.map(({ code }) => code))].map((code) => (
            <li key={code}>{t(`publishFaults.${code}`)}</li>
          ))}
          {words.map(({ code, character, standard }) => (
            <li key={`${code} ${character}`}>
              {t("faults.template")}: <FaultWords code={code} character={character} standard={standard} />
            </li>
          ))}
        </ul>
      </Callout>
    );
  }
  const { number } = newest;
  return (
    <Callout
      title={t("page.draftTitle", { number })}
      actions={
        <ConfirmedAction
          action={publishTemplateAction}
          fields={{ id: template.id, basis: newest.sha256 }}
          variant="primary"
          label={t("page.publish", { number })}
          title={t("page.publishTitle", { number })}
          description={t("page.publishText")}
          confirmLabel={t("page.publishConfirm")}
        />
      }
    >
      {t("page.draftText")}
    </Callout>
  );
}
