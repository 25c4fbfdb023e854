import { VisuallyHidden } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { selectFleetCounts } from '../features/projects/selectors.ts';
import { useAppSelector } from './hooks.ts';

/** Several changes in a row are told once. */
const quietMs = 5_000;

/** The only live region of the grid: it speaks when more projects need the reader than before. */
export function NeedsYouAnnouncer() {
  const needsYou = useAppSelector(selectFleetCounts)['needs-you'];
  const said = useRef(needsYou);
  const [text, setText] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => {
      if (needsYou > said.current) setText(needsYou === 1 ? '1 project needs you' : `${needsYou} projects need you`);
      said.current = needsYou;
    }, quietMs);
    return () => clearTimeout(timer);
  }, [needsYou]);
  return (
    <VisuallyHidden>
      <output>{text}</output>
    </VisuallyHidden>
  );
}
