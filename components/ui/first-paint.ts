/** A page that is not drawn, since nobody looks at it, or a browser that does not tell, is not waited for longer. */
const WAIT_MS_MAX = 500;

/**
 * Resolves once the page has been drawn for the first time (Paint Timing, "first-contentful-paint"). What a reader does not see
 * before waits for it: it would take the line and the processor from what they do see.
 */
export function firstPaint(): Promise<void> {
  return new Promise((resolve) => {
    const watcher = new PerformanceObserver((entries) => {
      if (entries.getEntriesByName("first-contentful-paint").length > 0) end();
    });
    const timer = setTimeout(end, WAIT_MS_MAX);
    watcher.observe({ type: "paint", buffered: true });
    function end(): void {
      clearTimeout(timer);
      watcher.disconnect();
      resolve();
    }
  });
}
