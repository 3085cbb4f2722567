import { useTranslations } from "next-intl";
import { Card } from "#components/ui/card.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { utf8 } from "#lib/core/text/bytes.ts";
import { CheckpointCheck, HeaderCheck } from "./block-checks.tsx";
import type { BlockView } from "./block-facts.tsx";
import { Verbatim } from "./verbatim.tsx";

type BlockProofsProps = { block: BlockView; verifierKey: string; ledger: string };

/** The bytes behind a block, checked where the reader sits, and how to check them without this page. */
export function BlockProofs({ block, verifierKey, ledger }: BlockProofsProps) {
  const t = useTranslations("explorer.block");
  const { header, hash, headerPath, checkpoint, root, treeSize } = block;
  const claims = { header, hash, headerPath, checkpoint, root, treeSize, verifierKey };
  const tiles = `/ledger/${ledger}`;
  return (
    <>
      <Card title={t("headerBytes")} description={t("headerText", { bytes: utf8(header).length })}>
        <div className="grid gap-4">
          <HeaderCheck claims={claims} />
          <Verbatim text={header} what={t("headerWhat")} />
        </div>
      </Card>
      <Card title={t("checkpoint")} description={t("checkpointText")}>
        <div className="grid gap-4">
          <CheckpointCheck claims={claims} />
          <Verbatim text={checkpoint} what={t("checkpointWhat")} />
        </div>
      </Card>
      <Card title={t("checkTitle")}>
        <ol className="grid list-decimal gap-3 ps-5 text-sm">
          <li>{t("checkHeader")}</li>
          {headerPath ? <li>{t("checkHeaderLeaf", { index: block.headerIndex ?? "" })}</li> : null}
          <li>
            {t("checkNote")}
            <code className="mt-1 block font-mono text-[0.9em] break-all">{verifierKey}</code>
          </li>
          <li>
            {t("checkTiles")}{" "}
            <TextLink href={`${tiles}/checkpoint`} prefetch={false}>
              {`${tiles}/checkpoint`}
            </TextLink>
            {", "}
            <code className="font-mono text-[0.9em]">{`${tiles}/tile/…`}</code>
          </li>
        </ol>
      </Card>
    </>
  );
}
