//! Reads one file: what its product code names, imports, declares and holds.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Spacing, TokenStream, TokenTree};
use syn::spanned::Spanned as _;
use syn::visit::{self, Visit};
use syn::{Attribute, Item, UseTree};

/// A path as it is written, such as `crate::store::Store` or `super::draft`.
#[derive(Debug, Clone)]
pub struct Name {
    pub words: Vec<String>,
    pub line: usize,
}

/// A function and the lines it takes, from `fn` to its last brace.
#[derive(Debug)]
pub struct Function {
    pub name: String,
    pub lines: usize,
}

/// A module that a file declares, or holds in braces.
#[derive(Debug)]
pub struct Declared {
    pub name: String,
    pub is_test: bool,
    pub inline: Option<Box<Names>>,
}

/// What one module's product code says; nothing of what stands under `#[cfg(test)]`.
#[derive(Debug, Default)]
pub struct Names {
    /// Every path of two words or more, and every import.
    pub paths: Vec<Name>,
    /// What an import or a re-export makes known here, and the path behind it.
    pub aliases: BTreeMap<String, Vec<String>>,
    /// Imports of all that a module holds.
    pub globs: Vec<Name>,
    /// What is defined here.
    pub items: BTreeSet<String>,
    /// The structs, enums, unions, traits and type aliases among them that are no test's.
    pub types: BTreeSet<String>,
    pub modules: Vec<Declared>,
}

impl Names {
    pub fn of(file: &syn::File) -> Self {
        let mut names = Self::default();
        if !is_test(&file.attrs) {
            names.visit_file(file);
        }
        names
    }

    fn import(&mut self, tree: &UseTree, before: &[String], line: usize) {
        let longer = |word: &syn::Ident| {
            // `a::{self}` is `a`.
            let word = (*word != "self" || before.is_empty()).then(|| word.to_string());
            [before, &word.into_iter().collect::<Vec<_>>()].concat()
        };
        match tree {
            UseTree::Path(path) => self.import(&path.tree, &longer(&path.ident), line),
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.import(tree, before, line);
                }
            }
            UseTree::Glob(_) => self.globs.push(Name { words: before.to_vec(), line }),
            UseTree::Name(name) => {
                let words = longer(&name.ident);
                let known_as = words.last().cloned().unwrap_or_default();
                self.imported(known_as, words, line);
            }
            UseTree::Rename(name) => {
                self.imported(name.rename.to_string(), longer(&name.ident), line);
            }
        }
    }

    fn imported(&mut self, known_as: String, words: Vec<String>, line: usize) {
        self.paths.push(Name { words: words.clone(), line });
        self.aliases.insert(known_as, words);
    }

    /// What a macro is given is read word by word: only paths of two words or more are known as such.
    fn tokens(&mut self, tokens: TokenStream) {
        let mut words: Vec<String> = Vec::new();
        let mut colons = 0;
        let mut line = 0;
        for token in tokens {
            match token {
                TokenTree::Ident(word) if words.is_empty() || colons == 2 => {
                    line = if words.is_empty() { word.span().start().line } else { line };
                    words.push(word.to_string());
                    colons = 0;
                    continue;
                }
                TokenTree::Punct(mark) if mark.as_char() == ':' && !words.is_empty() => {
                    let begins = colons == 0 && mark.spacing() == Spacing::Joint;
                    colons = if begins || colons == 1 { colons + 1 } else { 0 };
                    if colons > 0 {
                        continue;
                    }
                    self.path(std::mem::take(&mut words), line);
                }
                TokenTree::Ident(word) => {
                    self.path(std::mem::replace(&mut words, vec![word.to_string()]), line);
                    line = word.span().start().line;
                }
                TokenTree::Group(group) => {
                    self.path(std::mem::take(&mut words), line);
                    self.tokens(group.stream());
                }
                TokenTree::Punct(_) | TokenTree::Literal(_) => {
                    self.path(std::mem::take(&mut words), line);
                }
            }
            colons = 0;
        }
        self.path(words, line);
    }

    fn path(&mut self, words: Vec<String>, line: usize) {
        if words.len() > 1 && words[0] != "Self" {
            self.paths.push(Name { words, line });
        }
    }

    fn defines(&mut self, item: &Item) {
        let name = match item {
            Item::Const(item) => &item.ident,
            Item::Enum(item) => &item.ident,
            Item::Fn(item) => &item.sig.ident,
            Item::Static(item) => &item.ident,
            Item::Struct(item) => &item.ident,
            Item::Trait(item) => &item.ident,
            Item::Type(item) => &item.ident,
            Item::Macro(syn::ItemMacro { ident: Some(ident), .. }) => ident,
            _ => return,
        };
        self.items.insert(name.to_string());
    }

    fn defines_type(&mut self, item: &Item) {
        let (name, attributes) = match item {
            Item::Enum(item) => (&item.ident, &item.attrs),
            Item::Struct(item) => (&item.ident, &item.attrs),
            Item::Trait(item) => (&item.ident, &item.attrs),
            Item::Type(item) => (&item.ident, &item.attrs),
            Item::Union(item) => (&item.ident, &item.attrs),
            _ => return,
        };
        if !is_test(attributes) {
            self.types.insert(name.to_string());
        }
    }
}

/// Passes over whatever stands under `#[cfg(test)]`.
macro_rules! unless_test {
    ($($visit:ident: $kind:ident,)*) => {
        $(fn $visit(&mut self, node: &'ast syn::$kind) {
            if !is_test(&node.attrs) {
                visit::$visit(self, node);
            }
        })*
    };
}

impl<'ast> Visit<'ast> for Names {
    unless_test! {
        visit_item_const: ItemConst,
        visit_item_enum: ItemEnum,
        visit_item_fn: ItemFn,
        visit_item_impl: ItemImpl,
        visit_item_macro: ItemMacro,
        visit_item_static: ItemStatic,
        visit_item_struct: ItemStruct,
        visit_item_trait: ItemTrait,
        visit_item_type: ItemType,
        visit_impl_item_const: ImplItemConst,
        visit_impl_item_fn: ImplItemFn,
        visit_impl_item_type: ImplItemType,
        visit_trait_item_const: TraitItemConst,
        visit_trait_item_fn: TraitItemFn,
        visit_variant: Variant,
        visit_field: Field,
        visit_field_value: FieldValue,
        visit_field_pat: FieldPat,
        visit_arm: Arm,
        visit_local: Local,
        visit_stmt_macro: StmtMacro,
        visit_expr_block: ExprBlock,
        visit_expr_call: ExprCall,
        visit_expr_if: ExprIf,
        visit_expr_macro: ExprMacro,
        visit_expr_method_call: ExprMethodCall,
        visit_pat_type: PatType,
    }

    fn visit_item(&mut self, item: &'ast Item) {
        self.defines(item);
        self.defines_type(item);
        visit::visit_item(self, item);
    }

    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        let is_test = is_test(&module.attrs);
        let inline = module.content.as_ref().map(|(_, items)| {
            let mut names = Self::default();
            for item in items.iter().filter(|_| !is_test) {
                names.visit_item(item);
            }
            Box::new(names)
        });
        self.modules.push(Declared { name: module.ident.to_string(), is_test, inline });
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        if !is_test(&item.attrs) {
            self.import(&item.tree, &[], item.span().start().line);
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let words = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        self.path(words, path.span().start().line);
        visit::visit_path(self, path);
    }

    fn visit_token_stream(&mut self, tokens: &'ast TokenStream) {
        self.tokens(tokens.clone());
    }

    fn visit_attribute(&mut self, attribute: &'ast Attribute) {
        if attribute.path().is_ident("doc") {
            return;
        }
        // `#[serde(with = "crate::domain::time")]` names a path in a text.
        let line = attribute.span().start().line;
        if let syn::Meta::List(list) = &attribute.meta {
            for token in list.tokens.clone() {
                let text = syn::parse2::<syn::LitStr>(token.into()).ok();
                if let Some(path) = text.and_then(|text| text.parse::<syn::Path>().ok()) {
                    let words = path.segments.iter().map(|word| word.ident.to_string());
                    self.path(words.collect(), line);
                }
            }
        }
        visit::visit_attribute(self, attribute);
    }

    /// `pub(in crate::ui)` says who may name it, and names nothing.
    fn visit_visibility(&mut self, _visibility: &'ast syn::Visibility) {}
}

/// Whether it is there in tests only: `#[cfg(test)]`, `#[cfg(all(test, …))]`, `#[test]`.
fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| match &attribute.meta {
        syn::Meta::List(list) => list.path.is_ident("cfg") && needs_test(list.tokens.clone()),
        meta => meta.path().is_ident("test"),
    })
}

fn needs_test(condition: TokenStream) -> bool {
    let tokens: Vec<TokenTree> = condition.into_iter().collect();
    match &tokens[..] {
        [TokenTree::Ident(word)] => word == "test",
        [TokenTree::Ident(word), TokenTree::Group(all)] if word == "all" => {
            let all: Vec<TokenTree> = all.stream().into_iter().collect();
            let parts =
                all.split(|token| matches!(token, TokenTree::Punct(p) if p.as_char() == ','));
            parts.into_iter().any(|part| needs_test(part.iter().cloned().collect()))
        }
        _ => false,
    }
}

/// Every function of a file, also those of its tests.
#[derive(Default)]
pub struct Functions(pub Vec<Function>);

impl Functions {
    fn measured(&mut self, signature: &syn::Signature, block: &syn::Block) {
        let first = signature.fn_token.span().start().line;
        let last = block.span().end().line;
        self.0.push(Function { name: signature.ident.to_string(), lines: last + 1 - first });
    }
}

impl<'ast> Visit<'ast> for Functions {
    fn visit_item_fn(&mut self, function: &'ast syn::ItemFn) {
        self.measured(&function.sig, &function.block);
        visit::visit_item_fn(self, function);
    }

    fn visit_impl_item_fn(&mut self, function: &'ast syn::ImplItemFn) {
        self.measured(&function.sig, &function.block);
        visit::visit_impl_item_fn(self, function);
    }

    fn visit_trait_item_fn(&mut self, function: &'ast syn::TraitItemFn) {
        if let Some(block) = &function.default {
            self.measured(&function.sig, block);
        }
        visit::visit_trait_item_fn(self, function);
    }
}
