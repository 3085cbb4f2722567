import { useLocale, useTranslations } from "next-intl";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { takeDesignAction } from "#lib/features/certificates/templates/actions.ts";
import { GALLERY, type GalleryDesign } from "#lib/features/certificates/templates/drawing/gallery/gallery.ts";
import type { TemplateLanguage } from "#lib/features/certificates/templates/types.ts";
import type { Locale } from "#lib/i18n/locale.ts";
import { galleryPath } from "./picture-path.ts";

const LANGUAGES: readonly TemplateLanguage[] = ["zh-CN", "en"];

/** The six designs, each in both languages: first in the one that the reader reads. */
export function GalleryCards({ mayWrite }: { mayWrite: boolean }) {
  const locale = useLocale() as Locale;
  const languages = LANGUAGES.toSorted((one) => (one === locale ? -1 : 1));
  return (
    <ul className="grid grid-cols-[minmax(0,1fr)] gap-10">
      {GALLERY.map((design) => (
        <GalleryCard key={design.id} design={design} languages={languages} mayWrite={mayWrite} />
      ))}
    </ul>
  );
}

/** Whose words there are. */
type GalleryId = "diploma" | "training" | "competition" | "membership" | "donation" | "employment";

type GalleryCardProps = { design: GalleryDesign; languages: readonly TemplateLanguage[]; mayWrite: boolean };

function GalleryCard({ design, languages, mayWrite }: GalleryCardProps) {
  const t = useTranslations("templates");
  const name = design.label[useLocale() as Locale];
  return (
    <li className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <div>
        <h2 className="font-serif text-lg font-semibold">{name}</h2>
        <p className="text-sm text-ink-soft">{t(`galleryWords.${design.id as GalleryId}`)}</p>
      </div>
      <div className="grid items-start gap-6 sm:grid-cols-2">
        {languages.map((language) => {
          const words = { name, language: t(`languages.${language}`) };
          return (
            <div key={language} className="grid grid-cols-[minmax(0,1fr)] gap-3">
              <div className="grid aspect-[1.414] place-items-center rounded-lg border border-rule bg-sunken p-4">
                {/* biome-ignore lint/performance/noImgElement: drawn by our own renderer, sharp at any size */}
                <img
                  src={galleryPath(design.id, language)}
                  alt={t("gallery.picture", words)}
                  loading="lazy"
                  className="max-h-full max-w-full bg-white object-contain shadow-raised"
                />
              </div>
              <div className="flex flex-wrap items-center justify-between gap-3">
                <span className="text-sm">{words.language}</span>
                {mayWrite ? (
                  <form action={takeDesignAction}>
                    <input type="hidden" name="design" value={design.id} />
                    <input type="hidden" name="language" value={language} />
                    <SubmitButton size="sm" variant="secondary" aria-label={t("gallery.useWhat", words)}>
                      {t("gallery.use")}
                    </SubmitButton>
                  </form>
                ) : null}
              </div>
            </div>
          );
        })}
      </div>
    </li>
  );
}
