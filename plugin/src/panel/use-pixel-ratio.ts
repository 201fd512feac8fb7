import { useEffect, useState } from 'react';

/** Device pixels per CSS pixel; it changes when the page is zoomed or moves to another screen. */
export function usePixelRatio(): number {
  const [ratio, setRatio] = useState(() => window.devicePixelRatio || 1);
  useEffect(() => {
    const update = () => {
      setRatio(window.devicePixelRatio || 1);
    };
    window.addEventListener('resize', update);
    return () => {
      window.removeEventListener('resize', update);
    };
  }, []);
  return ratio;
}
