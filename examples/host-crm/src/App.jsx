import { useState } from 'react';
import { useDispatch } from 'react-redux';
import { DevTeamProvider, MultiCustomerDashboard } from '@devteam/redux';
import '@devteam/redux/style.css';
import { devTeamClient } from './api/devTeam.js';
import TaskList from './components/tasks/TaskList.jsx';
import { useSnackBar } from './context/SnackBarContext.jsx';
import { useTheme } from './context/ThemeContext.jsx';
import { projects, tasks, user } from './data.js';
import { timeRecorded } from './store/slices/proposalSlice.js';

const permissions = ['automate.start', 'automate.control', 'inject.request'];

export default function App() {
  const { darkMode, toggleDarkMode } = useTheme();
  const { showMessage } = useSnackBar();
  const dispatch = useDispatch();
  const [tab, setTab] = useState('tasks');
  return (
    <DevTeamProvider
      client={devTeamClient}
      userId={user.userID}
      permissions={permissions}
      darkMode={darkMode}
      notify={({ title, message }) => showMessage(`${title}. ${message}`)}
      recordTime={(record) => dispatch(timeRecorded(record))}
    >
      <div className={`min-h-screen ${darkMode ? 'bg-gray-900 text-gray-100' : 'bg-gray-50 text-gray-900'}`}>
        <header className="sticky top-0 z-50 flex items-center gap-4 px-6 py-3 bg-primary text-white">
          <h1 className="font-semibold">Small CRM</h1>
          <button type="button" className="px-2 py-1 text-sm" onClick={() => setTab('tasks')}>
            Tasks
          </button>
          <button type="button" className="px-2 py-1 text-sm" onClick={() => setTab('devteam')}>
            DevTeam
          </button>
          <button type="button" className="ml-auto px-2 py-1 text-sm" onClick={toggleDarkMode}>
            {darkMode ? 'Light' : 'Dark'}
          </button>
        </header>
        <main className="max-w-4xl mx-auto p-6">
          {tab === 'tasks' ? <TaskList project={projects[0]} tasks={tasks} /> : <MultiCustomerDashboard darkMode={darkMode} />}
        </main>
      </div>
    </DevTeamProvider>
  );
}
