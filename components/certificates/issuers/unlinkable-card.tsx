import { useTranslations } from "next-intl";
import { SwitchAction } from "#components/forms/switch-action.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Card } from "#components/ui/card.tsx";
import { offerUnlinkableAction } from "#lib/features/certificates/issuers/actions.ts";

const UNSENT = { values: {}, problems: {} };

type UnlinkableCardProps = {
  on: boolean;
  /** Its approvers seal every batch, so that there are none. */
  sealed: boolean;
  /** Of a proof. */
  days: number;
  mayManage: boolean;
};

/** Whether holders may make unlinkable proofs, and what that costs. */
export function UnlinkableCard({ on, sealed, days, mayManage }: UnlinkableCardProps) {
  const t = useTranslations("issuer.unlinkable");
  return (
    <Card title={t("title")} description={t("lead")}>
      <div className="grid gap-4">
        <p className="max-w-prose text-sm text-ink-soft">{t("price", { days })}</p>
        {sealed ? <Callout>{t("sealed")}</Callout> : null}
        <SwitchAction
          action={offerUnlinkableAction.bind(null, UNSENT)}
          fields={{}}
          name="on"
          on={on}
          readOnly={!mayManage || (sealed && !on)}
          label={t("label")}
          hints={{ on: t("off"), off: t("off") }}
        />
      </div>
    </Card>
  );
}
