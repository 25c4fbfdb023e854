import './app/mantine.css';
import './app/tokens.css';
import './app/page.css';
import { MantineProvider } from '@mantine/core';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Provider } from 'react-redux';
import { BrowserRouter } from 'react-router';
import { App } from './app/App.tsx';
import { ErrorBoundary } from './app/ErrorBoundary.tsx';
import { ServicesContext } from './app/services.ts';
import { start } from './app/start.ts';
import { colorSchemeManager, theme } from './app/theme.ts';

const { store, services } = start();
const root = document.getElementById('root');
if (!root) throw new Error('index.html has no element #root');

createRoot(root).render(
  <StrictMode>
    {/* Variables come from our style sheet: an inline style would need an exception in the security policy. */}
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      colorSchemeManager={colorSchemeManager}
      withCssVariables={false}
      withGlobalClasses={false}
    >
      <ErrorBoundary>
        <Provider store={store}>
          <ServicesContext value={services}>
            <BrowserRouter>
              <App />
            </BrowserRouter>
          </ServicesContext>
        </Provider>
      </ErrorBoundary>
    </MantineProvider>
  </StrictMode>,
);
