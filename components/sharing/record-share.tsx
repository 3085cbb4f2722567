import { useTranslations } from "next-intl";
import { SwitchAction } from "#components/forms/switch-action.tsx";
import type { RecordView } from "#components/records/record-view.ts";
import { Card } from "#components/ui/card.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { QrCode } from "#components/ui/qr-code.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { setPublicPageAction } from "#lib/features/evidence/sharing/actions.ts";
import { ShareLinks } from "./share-links.tsx";

/** Who may see the record without an account: everybody, or whoever has a link. */
export function RecordShare({ record }: { record: RecordView }) {
  const t = useTranslations("record.share");
  const title = useTranslations("record.sections")("share");
  const { id, publicPage, qr, sharing } = record;
  return (
    <Card title={title} description={t("text")}>
      <div className="grid gap-5">
        <SwitchAction
          action={setPublicPageAction}
          fields={{ id }}
          name="on"
          on={sharing.public}
          label={t("page")}
          hints={{ on: t("pageOn"), off: t("pageOff") }}
          readOnly={!sharing.mayShare || (sharing.suspended && !sharing.public)}
        />
        {sharing.public ? (
          <div className="grid gap-4">
            <div className="flex items-start gap-1 text-sm">
              <TextLink href={`/v/${id}`} prefetch={false} className="min-w-0 break-all">
                {publicPage}
              </TextLink>
              <CopyButton value={publicPage} what={t("link")} />
            </div>
            <QrCode qr={qr} label={t("qr")} />
          </div>
        ) : null}
        <ShareLinks id={id} sharing={sharing} />
        {sharing.mayShare ? null : <p className="text-xs text-ink-soft">{t("readOnly")}</p>}
      </div>
    </Card>
  );
}
