import { memo, useState } from 'react';
import { AutomateProjectButton, ErrorResolutionBadge, ExecutionStatus, TaskInjectionControls } from '@devteam/redux';
import { useTheme } from '../../context/ThemeContext.jsx';

export const TaskItem = memo(function TaskItem({ task, darkMode, repositoryUrl, timer, onStartTimer, onToggleExpand, expanded }) {
  return (
    <li
      data-testid="task-item"
      className={`p-3 border-b ${darkMode ? 'border-gray-700' : 'border-gray-200'} ${task.isCompleted ? 'opacity-60 line-through' : ''}`}
      onClick={() => onToggleExpand(task.id)}
    >
      <div className="flex flex-wrap gap-2 items-center justify-between">
        <span>{task.title}</span>
        <div className="flex items-center gap-2">
          {!task.isCompleted && (
            <button
              type="button"
              onClick={(event) => {
                event.stopPropagation();
                onStartTimer(task);
              }}
              className="px-3 py-1 text-sm bg-primary text-white hover:bg-primary-hover"
            >
              {timer === task.id ? 'Stop Timer' : 'Start Timer'}
            </button>
          )}
          <AutomateProjectButton projectId={task._projectID} task={task} repositoryUrl={repositoryUrl} darkMode={darkMode} />
        </div>
      </div>
      {expanded ? <p className="text-sm text-gray-500">{task.description}</p> : null}
    </li>
  );
});

export default function TaskList({ project, tasks }) {
  const { darkMode } = useTheme();
  const [timer, setTimer] = useState(null);
  const [expandedId, setExpandedId] = useState(null);
  return (
    <section className="space-y-4">
      <h2 className="text-lg font-semibold">{project.name}</h2>
      <ul className={`rounded-lg border ${darkMode ? 'border-gray-700' : 'border-gray-200'}`}>
        {tasks.map((task) => (
          <TaskItem
            key={task.id}
            task={task}
            darkMode={darkMode}
            repositoryUrl={project.github_repo_url}
            timer={timer}
            onStartTimer={(started) => setTimer(started.id)}
            onToggleExpand={setExpandedId}
            expanded={expandedId === task.id}
          />
        ))}
      </ul>
      <ExecutionStatus projectId={project.id} darkMode={darkMode} />
      <ErrorResolutionBadge projectId={project.id} darkMode={darkMode} />
      <TaskInjectionControls projectId={project.id} darkMode={darkMode} />
    </section>
  );
}
