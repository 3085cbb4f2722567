import { useTranslations } from "next-intl";
import { CopyButton } from "#components/ui/copy-button.tsx";
import type { LedgerKey } from "#lib/features/ledger/sealing/types.ts";

const ALGORITHM_NAMES = { ed25519: "Ed25519", "ml-dsa-44": "ML-DSA-44", sm2: "SM2" } as const;

/** Every key that a ledger ever had. */
export function LedgerKeys({ keys }: { keys: readonly LedgerKey[] }) {
  const t = useTranslations("operations.ledgerPage");
  return (
    <ol className="divide-y divide-rule text-sm">
      {keys.map(({ number, verifierKey, algorithm, sinceSize, endSize }) => (
        <li key={number} className="grid gap-1 py-2.5">
          <span className="flex items-start gap-1">
            <code className="line-clamp-3 min-w-0 font-mono text-[0.9em] break-all">{verifierKey}</code>
            <CopyButton value={verifierKey} what={t("key")} />
          </span>
          <span className="text-xs text-ink-soft">
            {ALGORITHM_NAMES[algorithm]} · {t("keySince", { size: Number(sinceSize) })}
            {endSize === undefined ? null : ` · ${t("keyEnded", { size: Number(endSize) })}`}
          </span>
        </li>
      ))}
    </ol>
  );
}
