/** Modules of quiet zone around the code. ISO/IEC 18004 section 6.3.8. */
const QUIET_MODULES = 4;

/** Dark modules as a path in a square of `size` units. */
export interface Qr {
  size: number;
  path: string;
}

/** Dark on light in either scheme: many readers know no other. */
export function QrCode({ qr, label }: { qr: Qr; label: string }) {
  const edge = qr.size + 2 * QUIET_MODULES;
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`${-QUIET_MODULES} ${-QUIET_MODULES} ${edge} ${edge}`}
      shapeRendering="crispEdges"
      className="w-40 rounded-md bg-white"
    >
      <path d={qr.path} fill="#000" />
    </svg>
  );
}
