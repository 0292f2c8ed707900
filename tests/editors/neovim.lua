-- What neovim shows of a schedule, for tests/it/server/installed.rs: JSON on standard output.

vim.opt.runtimepath:prepend(vim.env.LEHR_RUNTIME)
dofile(vim.env.LEHR_RECIPE)
vim.cmd.edit(vim.env.LEHR_FILE)

local said = {}
local function wait(what, ready)
  if not vim.wait(20000, ready, 20) then
    said.failed = what
    io.stdout:write(vim.json.encode(said))
    vim.cmd("qa!")
  end
end

wait("a client", function() return #vim.lsp.get_clients({ bufnr = 0 }) == 1 end)
wait("diagnostics", function() return #vim.diagnostic.get(0) > 0 end)
local client = vim.lsp.get_clients({ bufnr = 0 })[1]
said.encoding = client.offset_encoding
said.diagnostics = vim.tbl_map(function(found)
  return { found.lnum, found.col, found.end_col, found.code }
end, vim.diagnostic.get(0))

local function ask(method, line, column, more)
  local params = {
    textDocument = vim.lsp.util.make_text_document_params(0),
    position = { line = line, character = column },
  }
  params = vim.tbl_extend("force", params, more or {})
  local answer = client:request_sync(method, params, 20000, 0)
  return answer and answer.result
end

local last = { line = vim.api.nvim_buf_line_count(0), character = 0 }
local all = { range = { start = { line = 0, character = 0 }, ["end"] = last } }
local actions = ask("textDocument/codeAction", 0, 0, vim.tbl_extend("force", all, { context = { diagnostics = {} } }))
vim.lsp.util.apply_workspace_edit(actions[1].edit, client.offset_encoding)
said.fixed = vim.api.nvim_buf_get_lines(0, 0, -1, false)
wait("no errors", function() return #vim.diagnostic.get(0, { severity = vim.diagnostic.severity.ERROR }) == 0 end)

said.hover = ask("textDocument/hover", 2, 1).contents.value
said.hints = vim.tbl_map(function(hint) return hint.label end, ask("textDocument/inlayHint", 0, 0, all))
vim.lsp.util.apply_workspace_edit(ask("textDocument/rename", 1, 5, { newName = "top" }), client.offset_encoding)
said.renamed = vim.api.nvim_buf_get_lines(0, 0, -1, false)
said.colours = vim.tbl_map(function(column)
  local captures = vim.treesitter.get_captures_at_pos(0, 2, column)
  return captures[#captures].capture
end, { 5, 12, 29 })

vim.api.nvim_buf_set_lines(0, 2, 3, false, { "lr = top * (", "  warmup(5 epochs)", "    then cosine", ")" })
wait("folds", function() return vim.fn.foldlevel(4) > 0 end)
said.folds = vim.tbl_map(vim.fn.foldlevel, vim.fn.range(1, 6))
io.stdout:write(vim.json.encode(said))
vim.cmd("qa!")
