import { useTranslations } from "next-intl";
import { ConfirmedAction } from "#components/forms/confirmed-action.tsx";
import { retireContractTemplateAction } from "#lib/features/contracts/templates/actions.ts";

export function RetirePart({ id, name }: { id: string; name: string }) {
  const t = useTranslations("contractTemplates.page");
  return (
    <div>
      <ConfirmedAction
        action={retireContractTemplateAction}
        fields={{ id }}
        label={t("retire")}
        title={t("retireTitle", { name })}
        description={t("retireText")}
        confirmLabel={t("retireConfirm")}
      />
    </div>
  );
}
