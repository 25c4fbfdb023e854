import { Reveal } from '../../ui/Reveal.tsx';
import { FailureCard } from '../failure/FailureCard.tsx';
import { ConflictCard } from './ConflictCard.tsx';
import type { Edit } from './use-edit.ts';

interface EditProblemProps<T> {
  edit: Edit<T>;
  nameOf: (key: keyof T & string) => string;
  show: (key: keyof T & string, value: unknown) => string;
}

/** Why an edit was not written, brought into view: both values where somebody else was faster, otherwise the failure in its four parts. */
export function EditProblem<T>({ edit, nameOf, show }: EditProblemProps<T>) {
  if (!edit.failure) return null;
  return (
    <Reveal>
      {edit.isConflict ? (
        <ConflictCard conflicts={edit.conflicts} nameOf={nameOf} show={show} onTake={edit.take} />
      ) : (
        <FailureCard failure={edit.failure} />
      )}
    </Reveal>
  );
}
