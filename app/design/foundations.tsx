import { useTranslations } from "next-intl";
import { Specimen } from "./specimen.tsx";

const COLOURS = [
  ["paper", "bg-paper"],
  ["surface", "bg-surface"],
  ["sunken", "bg-sunken"],
  ["rule", "bg-rule"],
  ["rule-strong", "bg-rule-strong"],
  ["ink-faint", "bg-ink-faint"],
  ["ink-soft", "bg-ink-soft"],
  ["ink", "bg-ink"],
  ["seal", "bg-seal"],
  ["seal-fill", "bg-seal-fill"],
  ["ok", "bg-ok"],
  ["ok-ground", "bg-ok-ground"],
  ["attention", "bg-attention"],
  ["attention-ground", "bg-attention-ground"],
  ["danger", "bg-danger"],
  ["danger-ground", "bg-danger-ground"],
  ["focus", "bg-focus"],
] as const;

export function ColourSpecimens() {
  const t = useTranslations("design");
  return (
    <Specimen title={t("colour")}>
      <ul className="grid grid-cols-[repeat(auto-fill,minmax(8rem,1fr))] gap-3">
        {COLOURS.map(([name, look]) => (
          <li key={name} className="overflow-hidden rounded-md border border-rule bg-surface">
            <div className={`h-14 ${look}`} />
            <p className="px-2 py-1.5 font-mono text-xs">{name}</p>
          </li>
        ))}
      </ul>
    </Specimen>
  );
}

const SIZES = ["text-3xl", "text-2xl", "text-xl", "text-lg", "text-base", "text-sm", "text-xs"] as const;

export function TypeSpecimens() {
  const t = useTranslations("design");
  return (
    <Specimen title={t("type")}>
      <div className="grid gap-4">
        {SIZES.map((size) => (
          <div key={size} className="grid gap-1 sm:grid-cols-[6rem_1fr_1fr] sm:items-baseline">
            <code className="font-mono text-xs text-ink-soft">{size}</code>
            <p className={`font-serif font-semibold ${size}`}>{t("specimen")}</p>
            <p className={size}>{t("specimen")}</p>
          </div>
        ))}
      </div>
    </Specimen>
  );
}
