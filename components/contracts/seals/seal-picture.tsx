import { cx } from "#components/ui/class-names.ts";

/** A seal as documents have it, on white as paper is. */
export function SealPicture({ id, alt, className }: { id: string; alt: string; className?: string }) {
  return (
    <span className={cx("grid place-items-center overflow-hidden rounded-md border border-rule bg-white", className)}>
      {/* biome-ignore lint/performance/noImgElement: drawn by our own renderer, sharp at any size */}
      <img src={`/api/v1/seals/${id}/picture`} alt={alt} className="max-h-full max-w-full" />
    </span>
  );
}
