import type { ProjectView } from '@devteam/api';
import { Button, Menu } from '@mantine/core';
import { useState } from 'react';
import { useServices } from '../../app/services.ts';
import { CommandLine } from '../../ui/CommandLine.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { ChevronIcon, InjectIcon, PauseIcon, PlayIcon, StopIcon } from '../../ui/icons.tsx';
import { FailureCard } from '../failure/FailureCard.tsx';
import { InjectionSheet } from '../injection/InjectionSheet.tsx';
import { useKeyCommands } from '../keys/key-commands.ts';
import { statusOf } from '../projects/attention.ts';
import { CommandButton } from '../projects/CommandButton.tsx';
import { refusalOfAutomate } from '../projects/commands.ts';
import { useCommand } from '../projects/use-command.ts';
import { type ControlCommand, controlChoices, refusalOfControl } from './control-commands.ts';
import styles from './ControlButtons.module.css';

const pauses = ['pause_after_node', 'pause_now'] as const;
const stops = ['stop_keep_work', 'stop_discard'] as const;

/** Start, pause, resume, stop: each says what it leads to, and what cannot be asked now says why. */
export function ControlButtons({ project, onAutomate }: { project: ProjectView; onAutomate: () => void }) {
  const { api } = useServices();
  const { projectId } = project;
  const [injecting, setInjecting] = useState(false);
  const [asking, setAsking] = useState<ControlCommand | null>(null);
  const control = useCommand((command: ControlCommand) => api.control(projectId, command));
  const status = statusOf(project);
  const isResumable = status === 'paused' || project.execution?.desired === 'paused';

  const give = (command: ControlCommand) => void control.give(command);
  const choose = (command: ControlCommand) => (controlChoices[command].confirm ? setAsking(command) : give(command));
  const givePauseOrResume = () => {
    const command = isResumable ? 'resume' : 'pause_after_node';
    if (refusalOfControl(project, command) === null) give(command);
  };
  useKeyCommands([
    { keys: 'p', words: 'Pause after this step, or resume', group: 'Project', run: givePauseOrResume },
    { keys: 'i', words: 'Inject a task', group: 'Project', run: () => setInjecting(true) },
    {
      keys: 'shift+a',
      words: 'Automate',
      group: 'Project',
      run: () => {
        if (refusalOfAutomate(project) === null) onAutomate();
      },
    },
  ]);

  return (
    <div className={styles.buttons} data-testid="controls">
      {isResumable ? (
        <CommandButton
          command={{ ...control, give: async () => give('resume') }}
          refusal={refusalOfControl(project, 'resume')}
          label={`Resume ${project.name}`}
          testId="resume"
          variant="filled"
          icon={<PlayIcon size={12} />}
        >
          Resume
        </CommandButton>
      ) : (
        <CommandButton
          command={{ ...control, pending: false, give: async () => onAutomate() }}
          refusal={refusalOfAutomate(project)}
          label={`${status === 'waiting_for_human' ? 'Start anew' : 'Automate'} ${project.name}`}
          testId="automate"
          variant="filled"
          icon={<PlayIcon size={12} />}
        >
          {status === 'waiting_for_human' ? 'Start anew' : 'Automate'}
        </CommandButton>
      )}
      <ChoiceMenu name="Pause" icon={<PauseIcon size={13} />} commands={pauses} project={project} onChoose={choose} />
      <ChoiceMenu name="Stop" icon={<StopIcon size={13} />} commands={stops} project={project} onChoose={choose} />
      <Button
        size="xs"
        variant="default"
        leftSection={<InjectIcon size={13} />}
        aria-label={`Inject a task into ${project.name}`}
        data-testid="inject"
        onClick={() => setInjecting(true)}
      >
        Inject
      </Button>
      <InjectionSheet projectId={projectId} opened={injecting} onClose={() => setInjecting(false)} />
      {control.failure ? (
        <div className={styles.refused}>
          <FailureCard failure={control.failure} />
        </div>
      ) : null}
      <Dialog
        opened={asking !== null}
        onClose={() => setAsking(null)}
        title={asking ? controlChoices[asking].words : ''}
        testId="confirm-control"
        actions={
          asking ? (
            <>
              <Button variant="default" size="sm" onClick={() => setAsking(null)}>
                Let it run
              </Button>
              <Button
                size="sm"
                color={asking === 'stop_discard' ? 'red' : 'blue'}
                data-testid="confirm"
                onClick={() => {
                  give(asking);
                  setAsking(null);
                }}
              >
                {controlChoices[asking].words}
              </Button>
            </>
          ) : null
        }
      >
        {asking ? <Consequence project={project} command={asking} /> : null}
      </Dialog>
    </div>
  );
}

function Consequence({ project, command }: { project: ProjectView; command: ControlCommand }) {
  const { consequence, cli } = controlChoices[command];
  const { currentTask, totals } = project;
  return (
    <div className={styles.consequence}>
      <p>{consequence}</p>
      {currentTask ? (
        <p>
          Running now: <b>{[currentTask.id, currentTask.title].filter(Boolean).join(' ')}</b>, attempt {currentTask.attempt} of{' '}
          {currentTask.maxAttempts}.
        </p>
      ) : null}
      <p>
        {totals.completed} of {totals.total} tasks are done; that does not change.
      </p>
      <CommandLine text={cli(project.projectId)} />
    </div>
  );
}

interface ChoiceMenuProps {
  name: string;
  icon: React.ReactNode;
  commands: readonly ControlCommand[];
  project: ProjectView;
  onChoose: (command: ControlCommand) => void;
}

function ChoiceMenu({ name, icon, commands, project, onChoose }: ChoiceMenuProps) {
  return (
    <Menu position="bottom-end" width={320} shadow="md" withinPortal={false}>
      <Menu.Target>
        <Button
          size="xs"
          variant="default"
          leftSection={icon}
          rightSection={<ChevronIcon size={11} />}
          aria-label={`${name} ${project.name}`}
          data-testid={name.toLowerCase()}
        >
          {name}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {commands.map((command) => {
          const refusal = refusalOfControl(project, command);
          const { words, consequence } = controlChoices[command];
          return (
            <Menu.Item key={command} disabled={refusal !== null} onClick={() => onChoose(command)} data-testid={command}>
              <span className={styles.choice}>{words}</span>
              <span className={styles.why}>{refusal ?? consequence}</span>
            </Menu.Item>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
}
