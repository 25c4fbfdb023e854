import { type Amounts, type BudgetScope, type BudgetView, measures } from '@devteam/api';
import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useId, useState } from 'react';
import { useServices } from '../../app/services.ts';
import { CommandLine } from '../../ui/CommandLine.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { FailureCard } from '../failure/FailureCard.tsx';
import { useCommand } from '../projects/use-command.ts';
import styles from './BudgetDialog.module.css';
import { type AmountTexts, type Used, amountsOf, budgetCommand, consequencesOf, faultOf, measureNames, textsOf } from './budget-words.ts';

interface BudgetDialogProps {
  /** Null: it is closed. */
  place: { scope: BudgetScope & { kind: 'project' | 'customer' }; name: string; used: Used; limits: Amounts } | null;
  onClose: () => void;
  onSaved: (budgets: BudgetView[]) => void;
}

/** Limits of a project or a customer, with what they would lead to before they are set. */
export function BudgetDialog({ place, onClose, onSaved }: BudgetDialogProps) {
  return (
    <Dialog opened={place !== null} onClose={onClose} title={`Limits of ${place?.name ?? ''}`} testId="budget-dialog">
      {place ? <Form key={place.scope.id} place={place} onClose={onClose} onSaved={onSaved} /> : null}
    </Dialog>
  );
}

function Form({ place, onClose, onSaved }: BudgetDialogProps & { place: NonNullable<BudgetDialogProps['place']> }) {
  const { routes } = useServices();
  const { id, kind } = place.scope;
  const [texts, setTexts] = useState<AmountTexts>(() => textsOf(place.limits));
  const consequence = useId();
  const limits = amountsOf(texts);
  const isWrong = measures.some((measure) => faultOf(texts[measure]) !== null);
  const save = useCommand(async () => {
    const body = { limits };
    const { items } =
      kind === 'project'
        ? await routes.call('setBudget', { params: { projectId: id }, body })
        : await routes.call('setCustomerBudget', { params: { customerId: id }, body });
    onSaved(items);
    onClose();
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isWrong) void save.give();
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      <div className={styles.fields}>
        {measures.map((measure) => (
          <TextInput
            key={measure}
            label={measureNames[measure].head}
            description={measureNames[measure].about}
            placeholder="no limit"
            inputMode="decimal"
            data-testid={`limit-${measure}`}
            value={texts[measure]}
            error={faultOf(texts[measure])}
            onChange={(event) => {
              const text = event.currentTarget.value;
              setTexts((before) => ({ ...before, [measure]: text }));
            }}
          />
        ))}
      </div>
      <section className={styles.then} aria-labelledby={consequence}>
        <h3 id={consequence}>What happens then</h3>
        <ul aria-live="polite" data-testid="budget-consequences">
          {consequencesOf(limits, place.used).map((words) => (
            <li key={words}>{words}</li>
          ))}
        </ul>
        <p>What was used until now counts. The strictest of the limits of customer, project and task holds.</p>
      </section>
      <CommandLine text={budgetCommand(place.scope, limits)} />
      {save.failure ? <FailureCard failure={save.failure} /> : null}
      <div className={styles.buttons}>
        <Button size="xs" variant="default" onClick={onClose}>
          Leave it
        </Button>
        <Button type="submit" size="xs" loading={save.pending} data-testid="save-budget">
          {Object.keys(limits).length === 0 ? 'Take all limits away' : 'Set these limits'}
        </Button>
      </div>
    </form>
  );
}
