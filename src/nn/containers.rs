//! Lists, options and boxes of modules. A visitor sees only the elements, not the container.

use super::module::Module;
use super::path::ModulePath;
use super::visitor::{Visitor, VisitorMut};
use std::marker::PhantomData;

#[diagnostic::do_not_recommend]
impl<M: Module> Module for Vec<M> {
    fn kind(&self) -> String {
        format!("Vec({})", self.len())
    }
    fn visit(&self, path: ModulePath<'_>, visitor: &mut dyn Visitor) {
        self.as_slice().iter().enumerate().for_each(|(i, module)| module.visit(path.index(i), visitor));
    }
    fn visit_mut(&mut self, path: ModulePath<'_>, visitor: &mut dyn VisitorMut) {
        self.iter_mut().enumerate().for_each(|(i, module)| module.visit_mut(path.index(i), visitor));
    }
}

#[diagnostic::do_not_recommend]
impl<M: Module, const COUNT: usize> Module for [M; COUNT] {
    fn kind(&self) -> String {
        format!("Array({COUNT})")
    }
    fn visit(&self, path: ModulePath<'_>, visitor: &mut dyn Visitor) {
        self.iter().enumerate().for_each(|(i, module)| module.visit(path.index(i), visitor));
    }
    fn visit_mut(&mut self, path: ModulePath<'_>, visitor: &mut dyn VisitorMut) {
        self.iter_mut().enumerate().for_each(|(i, module)| module.visit_mut(path.index(i), visitor));
    }
}

#[diagnostic::do_not_recommend]
impl<M: Module> Module for Option<M> {
    fn kind(&self) -> String {
        self.as_ref().map_or_else(|| "None".into(), M::kind)
    }
    fn visit(&self, path: ModulePath<'_>, visitor: &mut dyn Visitor) {
        self.iter().for_each(|module| module.visit(path, visitor));
    }
    fn visit_mut(&mut self, path: ModulePath<'_>, visitor: &mut dyn VisitorMut) {
        self.iter_mut().for_each(|module| module.visit_mut(path, visitor));
    }
}

#[diagnostic::do_not_recommend]
impl<M: Module + ?Sized> Module for Box<M> {
    fn kind(&self) -> String {
        (**self).kind()
    }
    fn visit(&self, path: ModulePath<'_>, visitor: &mut dyn Visitor) {
        (**self).visit(path, visitor);
    }
    fn visit_mut(&mut self, path: ModulePath<'_>, visitor: &mut dyn VisitorMut) {
        (**self).visit_mut(path, visitor);
    }
}

#[diagnostic::do_not_recommend]
impl<T: ?Sized + 'static> Module for PhantomData<T>
where
    PhantomData<T>: Send + Sync,
{
    fn kind(&self) -> String {
        "PhantomData".into()
    }
    fn visit(&self, _: ModulePath<'_>, _: &mut dyn Visitor) {}
    fn visit_mut(&mut self, _: ModulePath<'_>, _: &mut dyn VisitorMut) {}
}
