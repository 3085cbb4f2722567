import { useTranslations } from "next-intl";
import { ConfirmedAction } from "#components/forms/confirmed-action.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Card } from "#components/ui/card.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { endGroupAction } from "#lib/features/certificates/seals/actions.ts";
import type { SealGroup } from "#lib/features/certificates/seals/types.ts";

const TONES = { making: "attention", asked: "ok", ended: "neutral", failed: "danger" } as const;

/** The groups of approvers that an organisation has and had. */
export function GroupsList({
  groups,
  userId,
  mayManage,
}: {
  groups: readonly SealGroup[];
  userId: string;
  mayManage: boolean;
}) {
  const t = useTranslations("seals");
  return (
    <ul className="grid grid-cols-[minmax(0,1fr)] gap-4">
      {groups.map((group) => (
        <li key={group.id}>
          <Card
            title={t("groupTitle", { threshold: group.threshold, approvers: group.approvers.length })}
            description={<DateTime value={group.createdAt} />}
            actions={<GroupActions {...{ group, userId, mayManage }} />}
          >
            <div className="grid gap-2 text-sm">
              <p>
                <Badge tone={TONES[group.state]}>{t(`states.${group.state}`)}</Badge>
              </p>
              <p>{group.approvers.map(({ name }) => name).join(" · ")}</p>
              {group.group ? (
                <p className="text-xs text-ink-soft">
                  {t("sealKey")} <code className="font-mono break-all">{group.group.commitments[0]}</code>
                </p>
              ) : null}
            </div>
          </Card>
        </li>
      ))}
    </ul>
  );
}

function GroupActions({ group, userId, mayManage }: { group: SealGroup; userId: string; mayManage: boolean }) {
  const t = useTranslations("seals");
  const { id, state, approvers } = group;
  const isOwn = approvers.some((each) => each.userId === userId);
  const ends = mayManage && (state === "making" || state === "asked");
  return (
    <>
      {state === "making" || isOwn ? (
        <LinkButton
          href={`/settings/approvers/${id}`}
          size="sm"
          variant={state === "making" && isOwn ? "primary" : "secondary"}
        >
          {isOwn ? (state === "making" ? t("takePart") : t("yourShare")) : t("watch")}
        </LinkButton>
      ) : null}
      {ends ? (
        <ConfirmedAction
          action={endGroupAction}
          fields={{ id }}
          label={state === "making" ? t("abandon") : t("end")}
          variant="quiet"
          title={state === "making" ? t("abandonTitle") : t("endTitle")}
          description={state === "making" ? t("abandonText") : t("endText")}
          confirmLabel={state === "making" ? t("abandon") : t("end")}
        />
      ) : null}
    </>
  );
}
