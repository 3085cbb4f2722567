import { useTranslations } from "next-intl";
import { ConfirmedAction } from "#components/forms/confirmed-action.tsx";
import { retireTemplateAction } from "#lib/features/certificates/templates/actions.ts";

export function RetirePart({ id, name }: { id: string; name: string }) {
  const t = useTranslations("templates.page");
  return (
    <div>
      <ConfirmedAction
        action={retireTemplateAction}
        fields={{ id }}
        label={t("retire")}
        title={t("retireTitle", { name })}
        description={t("retireText")}
        confirmLabel={t("retireConfirm")}
      />
    </div>
  );
}
